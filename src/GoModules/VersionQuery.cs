namespace GoModules;

/// <summary>Tells the queries of the go command apart (cmd/go, modload.newQueryMatcher).</summary>
/// <remarks>
/// Proxies see most of them resolved already: go asks <c>@v/list</c> and picks. What reaches <c>.info</c> is exact or a revision.
/// </remarks>
public static class VersionQuery
{
    /// <summary>What the query asks for.</summary>
    public static VersionQueryKind Classify(string query) => query switch
    {
        "latest" => VersionQueryKind.Latest,
        "upgrade" => VersionQueryKind.Upgrade,
        "patch" => VersionQueryKind.Patch,
        ['<' or '>', ..] => VersionBound.TryParse(query, out _, out _) ? VersionQueryKind.Comparison : VersionQueryKind.Malformed,
        _ => SemanticParts.TryParse(query, out var parts) ? ClassifyVersion(parts.Numbers) : VersionQueryKind.Revision,
    };

    private static VersionQueryKind ClassifyVersion(int numbers) => numbers < 3 ? VersionQueryKind.Prefix : VersionQueryKind.Exact;
}
