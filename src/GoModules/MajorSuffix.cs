using System.Buffers;

namespace GoModules;

/// <summary>The end of a module path that names its major version: <c>/v2</c>, or <c>.v3</c> below gopkg.in.</summary>
internal static class MajorSuffix
{
    private const string GopkgIn = "gopkg.in/";
    private const string Unstable = "-unstable";
    private const int None = -1;
    private const int Wrong = -2;

    private static readonly SearchValues<char> DigitsAndDot = SearchValues.Create("0123456789.");

    public static bool TrySplit(string path, out string prefix, out string suffix)
    {
        var split = path.StartsWith(GopkgIn, StringComparison.Ordinal) ? FindGopkgInSplit(path) : FindSplit(path);
        prefix = split < 0 ? path : path[..split];
        suffix = split < 0 ? "" : path[split..];
        return split != Wrong;
    }

    public static bool Matches(string suffix, string version)
    {
        if (suffix.StartsWith(".v", StringComparison.Ordinal) && suffix.EndsWith(Unstable, StringComparison.Ordinal))
        {
            suffix = suffix[..^Unstable.Length];
        }

        // An old fault of go made such pseudo-versions for gopkg.in, and go.mod files still name them.
        if (suffix == ".v1" && version.StartsWith("v0.0.0-", StringComparison.Ordinal))
        {
            return true;
        }

        var major = SemanticVersion.Major(version);
        if (suffix.Length == 0)
        {
            return major is "v0" or "v1" || ModuleVersion.IsIncompatible(version);
        }

        return suffix[0] is '/' or '.' && major.AsSpan().SequenceEqual(suffix.AsSpan(1));
    }

    private static int FindSplit(string path)
    {
        var number = path.AsSpan().LastIndexOfAnyExcept(DigitsAndDot) + 1;
        if (number == path.Length || !path.AsSpan(0, number).EndsWith("/v", StringComparison.Ordinal))
        {
            return None;
        }

        return path.AsSpan(number) is ['0', ..] or "1" || path.IndexOf('.', number) >= 0 ? Wrong : number - 2;
    }

    private static int FindGopkgInSplit(string path)
    {
        var name = path.EndsWith(Unstable, StringComparison.Ordinal) ? path.AsSpan(0, path.Length - Unstable.Length) : path;
        var number = name.LastIndexOfAnyExceptInRange('0', '9') + 1;
        if (!name[..number].EndsWith(".v", StringComparison.Ordinal))
        {
            return Wrong;
        }

        var major = path.AsSpan(number);
        return major.IsEmpty || (major[0] == '0' && major.Length > 1) ? Wrong : number - 2;
    }
}
