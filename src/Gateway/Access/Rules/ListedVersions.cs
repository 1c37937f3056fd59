using System.Buffers;
using System.Text;
using GoModules;

namespace Gateway.Access.Rules;

/// <summary>The versions in the body of <c>@v/list</c>, which is clean: a line each, perhaps with a time behind a space.</summary>
internal static class ListedVersions
{
    public static IReadOnlyList<string> Of(ReadOnlySequence<byte> body) => Of(body.ToArray());

    public static IReadOnlyList<string> Of(byte[] body) =>
        [.. Encoding.UTF8.GetString(body).Split('\n').Select(line => line.Split(' ')[0]).Where(version => version.Length > 0)];

    /// <summary>The lines of the versions that are to stay.</summary>
    public static byte[] Keep(byte[] body, Predicate<string> stays) =>
        Encoding.UTF8.GetBytes(string.Concat(Encoding.UTF8.GetString(body).Split('\n').Where(line => line.Length > 0 && stays(line.Split(' ')[0])).Select(line => line + "\n")));

    public static IEnumerable<string> NewestFirst(IEnumerable<string> versions) => versions.OrderDescending(Comparer<string>.Create(SemanticVersion.Compare));

    /// <summary>
    /// The version that <c>go</c> takes for the latest: the highest release, else the highest prerelease; those of modules from before go.mod,
    /// <c>+incompatible</c>, after all others. Null when there is none.
    /// </summary>
    public static string? FindLatest(IEnumerable<string> versions) => versions
        .Where(version => !ModuleVersion.IsPseudo(version))
        .OrderBy(version => ModuleVersion.IsIncompatible(version))
        .ThenBy(version => SemanticVersion.Prerelease(version).Length > 0)
        .ThenByDescending(version => version, Comparer<string>.Create(SemanticVersion.Compare))
        .FirstOrDefault();
}
