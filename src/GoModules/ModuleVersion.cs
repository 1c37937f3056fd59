using System.Buffers;

namespace GoModules;

/// <summary>The versions that modules can have, and how they travel (golang.org/x/mod/module).</summary>
public static class ModuleVersion
{
    private const string Incompatible = "+incompatible";

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789#$%&()+,-.=@[]^_{}~ ");

    /// <summary>
    /// Writes a version, branch or revision the way requests and files spell it (module.EscapeVersion); false when it cannot
    /// be asked for: a name with a slash, a colon, anything outside ASCII.
    /// </summary>
    public static bool TryEscape(string version, out string escaped)
    {
        var isValid = PathElement.FindFault(version, Allowed) is null;
        escaped = isValid ? CaseEncoding.Escape(version) : "";
        return isValid;
    }

    /// <summary>Reads a version, branch or revision as requests and files spell it (module.UnescapeVersion).</summary>
    public static bool TryUnescape(string escaped, out string version) => TryUnescape(escaped.AsSpan(), out version);

    /// <summary>
    /// The one spelling of a semantic version: all three numbers, no build metadata but <c>+incompatible</c>
    /// (module.CanonicalVersion). Null for what is no semantic version.
    /// </summary>
    public static string? Canonical(string version)
    {
        if (IsIncompatible(version))
        {
            return version;
        }

        var canonical = SemanticVersion.Canonical(version);
        return canonical.Length == 0 ? null : canonical;
    }

    /// <summary>
    /// Whether the version is canonical and the pair could be a real one: what proxyRepo.Stat of cmd/go holds a proxy to.
    /// </summary>
    public static bool IsCanonicalFor(string path, string version) => ModulePath.IsValid(path) && IsCanonicalForValid(path, version);

    /// <summary>
    /// Whether the version stands for a commit without a tag, such as <c>v0.0.0-20191109021931-daa7c04131f5</c>
    /// (module.IsPseudoVersion).
    /// </summary>
    public static bool IsPseudo(string version) => PseudoVersion.TrySplit(version, out _, out _, out _);

    /// <summary>Whether it is a version 2 or later of a module without a go.mod, marked <c>+incompatible</c>.</summary>
    public static bool IsIncompatible(string version) => SemanticVersion.Build(version) == Incompatible;

    internal static bool TryUnescape(ReadOnlySpan<char> escaped, out string version)
    {
        if (CaseEncoding.TryUnescape(escaped, out version) && PathElement.FindFault(version, Allowed) is null)
        {
            return true;
        }

        version = "";
        return false;
    }

    /// <summary>As <see cref="IsCanonicalFor"/>, for a path that was checked before.</summary>
    internal static bool IsCanonicalForValid(string path, string version)
    {
        if (Canonical(version) != version)
        {
            return false;
        }

        ModulePath.TrySplitMajor(path, out _, out var major);
        return ModulePath.MatchesMajor(version, major);
    }
}
