using GoModules;

namespace Gateway.Commands;

/// <summary>What to fetch in advance: the files that a go.sum, or a list of <c>module@version</c>, speaks of, each once.</summary>
internal static class WarmList
{
    private const string OfGoMod = "/go.mod";

    /// <summary>Reads a list; the paths are those of the GOPROXY protocol.</summary>
    /// <exception cref="UsageException">A line is none of either; it is named.</exception>
    public static async Task<IReadOnlyList<string>> ReadAsync(TextReader lines, string name, CancellationToken cancellation)
    {
        var paths = new List<string>();
        for (var number = 1; await lines.ReadLineAsync(cancellation) is { } line; number++)
        {
            if (line.AsSpan().Trim() is { IsEmpty: false } text && text[0] != '#')
            {
                paths.AddRange(Find(line) ?? throw new UsageException(
                    $"{name}, line {number}: \"{line.Trim()}\" is neither a line of a go.sum nor module@version."));
            }
        }

        return [.. paths.Distinct()];
    }

    private static IEnumerable<string>? Find(string line)
    {
        switch (line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            case [var module, var version, var sum] when sum.StartsWith("h1:", StringComparison.Ordinal):
                return version.EndsWith(OfGoMod, StringComparison.Ordinal)
                    ? Files(module, version[..^OfGoMod.Length], ".mod")
                    : Files(module, version, ".info", ".mod", ".zip");
            case [var pair] when pair.Split('@') is [var module, var version]:
                return Files(module, version, ".info", ".mod", ".zip");
            default:
                return null;
        }
    }

    private static IEnumerable<string>? Files(string module, string version, params string[] kinds) =>
        ModuleVersion.IsCanonicalFor(module, version) && ModulePath.TryEscape(module, out var path) && ModuleVersion.TryEscape(version, out var escaped)
            ? kinds.Select(kind => $"{path}/@v/{escaped}{kind}")
            : null;
}
