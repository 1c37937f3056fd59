using System.Buffers;

namespace GoModules;

/// <summary>The names that modules can have, and how they travel (golang.org/x/mod/module).</summary>
public static class ModulePath
{
    private const string GopkgIn = "gopkg.in/";
    private const string Unstable = "-unstable";
    private const int NoMajor = -1;
    private const int WrongMajor = -2;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");

    private static readonly SearchValues<char> AllowedFirst = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-.");

    private static readonly SearchValues<char> DigitsAndDot = SearchValues.Create("0123456789.");

    /// <summary>Whether the path can be a module's (module.CheckPath).</summary>
    public static bool IsValid(string path) => FindFault(path) is null;

    /// <summary>The rule of module.CheckPath that is broken, to be read after the path (<c>has no dot in its first element</c>), or null.</summary>
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

    /// <summary>Writes a valid path the way requests and files spell it: <c>github.com/Azure/x</c> as <c>github.com/!azure/x</c> (module.EscapePath).</summary>
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
    public static bool TrySplitMajor(string path, out string prefix, out string major)
    {
        var isGopkgIn = path.StartsWith(GopkgIn, StringComparison.Ordinal);
        var split = isGopkgIn ? FindGopkgInSplit(path) : FindSplit(path);
        prefix = split < 0 ? path : path[..split];
        major = split < 0 ? "" : path[split..];
        return split >= 0 || (split == NoMajor && !isGopkgIn);
    }

    /// <summary>Whether a version belongs to a path that ends with this major version, as <see cref="TrySplitMajor"/> gave it (module.MatchPathMajor).</summary>
    public static bool MatchesMajor(string version, string major)
    {
        if (major.StartsWith(".v", StringComparison.Ordinal) && major.EndsWith(Unstable, StringComparison.Ordinal))
        {
            major = major[..^Unstable.Length];
        }

        // An old fault of go made such pseudo-versions for gopkg.in, and go.mod files still name them.
        if (major == ".v1" && version.StartsWith("v0.0.0-", StringComparison.Ordinal))
        {
            return true;
        }

        var own = SemanticVersion.Major(version);
        if (major.Length == 0)
        {
            return own is "v0" or "v1" || ModuleVersion.IsIncompatible(version);
        }

        return major[0] is '/' or '.' && own.AsSpan().SequenceEqual(major.AsSpan(1));
    }

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

    private static int FindSplit(string path)
    {
        var number = path.AsSpan().LastIndexOfAnyExcept(DigitsAndDot) + 1;
        if (number == path.Length || !path.AsSpan(0, number).EndsWith("/v", StringComparison.Ordinal))
        {
            return NoMajor;
        }

        return path.AsSpan(number) is ['0', ..] or "1" || path.IndexOf('.', number) >= 0 ? WrongMajor : number - 2;
    }

    private static int FindGopkgInSplit(string path)
    {
        var name = path.EndsWith(Unstable, StringComparison.Ordinal) ? path.AsSpan(0, path.Length - Unstable.Length) : path;
        var number = name.LastIndexOfAnyExceptInRange('0', '9') + 1;
        if (!name[..number].EndsWith(".v", StringComparison.Ordinal))
        {
            return WrongMajor;
        }

        var major = path.AsSpan(number);
        return major.IsEmpty || (major[0] == '0' && major.Length > 1) ? WrongMajor : number - 2;
    }
}
