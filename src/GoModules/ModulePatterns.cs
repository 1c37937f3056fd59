using System.Buffers;

namespace GoModules;

/// <summary>A list of module patterns, read once and asked often; matches like <see cref="ModulePattern.MatchesPrefix"/>.</summary>
public sealed class ModulePatterns
{
    private static readonly SearchValues<char> PathCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/");

    private static readonly SearchValues<char> GlobCharacters = SearchValues.Create("*?[\\");

    private readonly PathGlob[] _globs;
    private readonly PathGlob[] _beginnings;

    /// <summary>
    /// Each entry is a pattern, or several separated by commas. Malformed ones match nothing: <see cref="FindFault"/> finds them.
    /// </summary>
    public ModulePatterns(IEnumerable<string> patterns)
    {
        var parts = patterns.SelectMany(entry => entry.Split(',')).Select(WithoutSlash).ToList();
        _globs = [.. parts.Select(PathGlob.Parse).OfType<PathGlob>()];
        _beginnings = [.. parts.SelectMany(Beginnings).Distinct().Select(PathGlob.Parse).OfType<PathGlob>()];
    }

    /// <summary>Whether a pattern matches the module's path or the beginning of it, whole elements at a time.</summary>
    public bool Matches(string module)
    {
        foreach (var glob in _globs)
        {
            if (glob.MatchesPrefix(module))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether the path is a beginning, whole elements and not all of them, of what a pattern names: <c>github.com</c> of
    /// <c>github.com/a/b</c>. There the go command looks for the module too.
    /// </summary>
    public bool IsAbove(string path)
    {
        foreach (var glob in _beginnings)
        {
            if (glob.MatchesWhole(path))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Why a pattern matches no module at all, to be read after the pattern (<c>begins with "https://"</c>), or null. Stricter
    /// than go, which says nothing: a private pattern with a slip would keep nothing private.
    /// </summary>
    public static string? FindFault(string pattern)
    {
        foreach (var part in pattern.Split(','))
        {
            if (FindPartFault(WithoutSlash(part)) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private static string? FindPartFault(string pattern)
    {
        if (pattern.Length == 0)
        {
            return "is empty";
        }

        if (PathGlob.Parse(pattern) is null)
        {
            return "is malformed: a '[' without its ']', or a '\\' with nothing after it";
        }

        var scheme = pattern.IndexOf("://", StringComparison.Ordinal) + "://".Length;
        if (scheme > "://".Length && !pattern.AsSpan(0, scheme).ContainsAny(GlobCharacters))
        {
            return $"begins with \"{pattern[..scheme]}\": a module path has no scheme";
        }

        return pattern.AsSpan().ContainsAny(GlobCharacters) ? FindGlobFault(pattern) : FindPathFault(pattern);
    }

    private static string? FindPathFault(string pattern)
    {
        if (pattern.EndsWith("/...", StringComparison.Ordinal))
        {
            return "ends with \"/...\": leave that out, everything below matches anyway";
        }

        var stranger = pattern.AsSpan().IndexOfAnyExcept(PathCharacters);
        if (stranger >= 0)
        {
            return $"has the character '{pattern[stranger]}', which no module path has";
        }

        var first = pattern.Split('/')[0];
        if (first.AsSpan().ContainsAnyInRange('A', 'Z'))
        {
            return $"has upper-case letters in \"{first}\", where a module path has none";
        }

        return HasImpossibleElement(pattern) ? "has an element that no module path has" : null;
    }

    /// <summary>With wildcards only the plainest slips are found, and none where a class could hold what looks like one.</summary>
    private static string? FindGlobFault(string pattern)
    {
        if (pattern.Contains('['))
        {
            return null;
        }

        if (pattern.Any(char.IsWhiteSpace))
        {
            return "has a space in it";
        }

        return HasImpossibleElement(pattern) ? "has an element that no module path has" : null;
    }

    private static bool HasImpossibleElement(string pattern) =>
        Array.Exists(pattern.Split('/'), element => element.Length == 0 || element.All(character => character == '.'));

    private static IEnumerable<string> Beginnings(string pattern)
    {
        for (var slash = pattern.IndexOf('/'); slash > 0; slash = pattern.IndexOf('/', slash + 1))
        {
            yield return pattern[..slash];
        }
    }

    private static string WithoutSlash(string pattern) => pattern.EndsWith('/') ? pattern[..^1] : pattern;
}
