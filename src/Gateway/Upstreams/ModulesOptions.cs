namespace Gateway.Upstreams;

/// <summary>Which modules come from where. Section <c>Modules</c>.</summary>
internal sealed class ModulesOptions
{
    /// <summary>Patterns, as in GOPRIVATE, of modules that only <c>Internal</c> clusters may hear of. Default none.</summary>
    public IReadOnlyList<string> Private { get; init; } = [];

    /// <summary>Asked in order; the first that matches decides. No default.</summary>
    public IReadOnlyList<RouteOptions> Routes { get; init; } = [];

    /// <summary>The checksum databases that are passed on, by name as in GOSUMDB. Default none.</summary>
    public IReadOnlyDictionary<string, ChecksumDatabaseOptions> ChecksumDatabases { get; init; } = new Dictionary<string, ChecksumDatabaseOptions>();
}
