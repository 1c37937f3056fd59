namespace GoModules;

/// <summary>Matching as GOPRIVATE, GONOPROXY and GONOSUMDB do it (module.MatchPrefixPatterns).</summary>
public static class ModulePattern
{
    /// <summary>
    /// Whether one of the patterns, separated by commas, matches the beginning of the path, as many elements of it as the
    /// pattern has. <c>*.corp.example</c> matches <c>git.corp.example/x/y</c>; empty and malformed patterns match nothing.
    /// </summary>
    /// <remarks>For a list that is asked more than once, <see cref="ModulePatterns"/> reads it once.</remarks>
    public static bool MatchesPrefix(string globs, string target) => new ModulePatterns([globs]).Matches(target);
}
