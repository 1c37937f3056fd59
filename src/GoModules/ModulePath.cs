using System.Buffers;

namespace GoModules;

/// <summary>The names that modules can have, and how they travel (golang.org/x/mod/module).</summary>
public static class ModulePath
{
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");

    private static readonly SearchValues<char> AllowedFirst = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-.");

    /// <summary>Whether the path can be a module's (module.CheckPath).</summary>
    public static bool IsValid(string path) => FindFault(path) is null;

    /// <summary>
    /// The rule of module.CheckPath that is broken, to be read after the path (<c>has no dot in its first element</c>), or null.
    /// </summary>
    public static string? FindFault(string path)
    {
        if (path.Length == 0)
        {
            return "is empty";
        }

        var isFirst = true;
        foreach (var range in path.AsSpan().Split('/'))
        {
            var element = path.AsSpan(range);
            var fault = PathElement.FindFault(element, Allowed) ?? FindElementFault(element) ?? (isFirst ? FindHostFault(element) : null);
            if (fault is not null)
            {
                return fault;
            }

            isFirst = false;
        }

        return TrySplitMajor(path, out _, out _) ? null : "ends with a major version that cannot be one";
    }

    /// <summary>
    /// Writes a valid path the way requests and files spell it: <c>github.com/Azure/x</c> as <c>github.com/!azure/x</c>
    /// (module.EscapePath).
    /// </summary>
    public static bool TryEscape(string path, out string escaped)
    {
        var isValid = IsValid(path);
        escaped = isValid ? CaseEncoding.Escape(path) : "";
        return isValid;
    }

    /// <summary>Reads a path as requests and files spell it; false unless the result is valid (module.UnescapePath).</summary>
    public static bool TryUnescape(string escaped, out string path) => TryUnescape(escaped.AsSpan(), out path);

    /// <summary>
    /// Splits <c>example.com/x/v2</c> into <c>example.com/x</c> and <c>/v2</c>, <c>gopkg.in/yaml.v3</c> into
    /// <c>gopkg.in/yaml</c> and <c>.v3</c> (module.SplitPathVersion).
    /// </summary>
    /// <returns>False for a last element that looks like a major version but cannot be one; then the prefix is the whole path.</returns>
    public static bool TrySplitMajor(string path, out string prefix, out string major) => MajorSuffix.TrySplit(path, out prefix, out major);

    /// <summary>
    /// Whether a version belongs to a path that ends with this major version, as <see cref="TrySplitMajor"/> gave it
    /// (module.MatchPathMajor).
    /// </summary>
    public static bool MatchesMajor(string version, string major) => MajorSuffix.Matches(major, version);

    internal static bool TryUnescape(ReadOnlySpan<char> escaped, out string path)
    {
        if (CaseEncoding.TryUnescape(escaped, out path) && IsValid(path))
        {
            return true;
        }

        path = "";
        return false;
    }

    private static string? FindElementFault(ReadOnlySpan<char> element)
    {
        if (element[0] == '.')
        {
            return $"has the element \"{element}\", which begins with a dot";
        }

        var name = PathElement.BeforeDot(element);
        var digits = name[(name.LastIndexOf('~') + 1)..];
        var isShortName = digits.Length < name.Length && !digits.IsEmpty && !digits.ContainsAnyExceptInRange('0', '9');
        return isShortName ? $"has the element \"{element}\", which looks like a short name of Windows" : null;
    }

    private static string? FindHostFault(ReadOnlySpan<char> element)
    {
        if (element[0] == '-')
        {
            return "begins with a dash";
        }

        if (!element.Contains('.'))
        {
            return "has no dot in its first element";
        }

        return element.ContainsAnyExcept(AllowedFirst)
            ? $"has the first element \"{element}\", where only lower-case letters, digits, dots and dashes may be"
            : null;
    }
}
