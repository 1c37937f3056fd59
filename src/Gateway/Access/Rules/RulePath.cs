namespace Gateway.Access.Rules;

/// <summary>Paths of what is no Go request, and patterns for them.</summary>
internal static class RulePath
{
    /// <summary>Whether a path can be read in one way only; what cannot is given to nobody, because the cluster may read it in another.</summary>
    public static bool IsSound(string path) =>
        path.StartsWith('/') && !path.Contains("//", StringComparison.Ordinal) && !path.AsSpan().ContainsAny("\\%;") && !path.AsSpan().ContainsAnyInRange('\0', ' ')
        && !path.Contains('\u007f') && !path.Split('/').Any(element => element is "." or "..");

    /// <summary>Why a text is no pattern, to be read after it; null when it is one.</summary>
    public static string? FindFault(string pattern) =>
        !IsSound(pattern) ? "is no path such as /repository/go-hosted/*"
        : pattern.IndexOf('*') is >= 0 and var star && (star != pattern.Length - 1 || pattern[star - 1] != '/') ? "has a * that is not the end of it, behind a slash"
        : null;

    /// <summary>Whether a pattern names the path: that very one, or with <c>/*</c> at its end everything below.</summary>
    public static bool Matches(string pattern, string path) =>
        pattern.EndsWith('*') ? path.Length >= pattern.Length - 1 && path.AsSpan().StartsWith(pattern.AsSpan(..^1), StringComparison.Ordinal) : path == pattern;
}
