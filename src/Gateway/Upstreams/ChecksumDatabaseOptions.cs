namespace Gateway.Upstreams;

/// <summary>One checksum database. Section <c>Modules:ChecksumDatabases:NAME</c>.</summary>
internal sealed class ChecksumDatabaseOptions
{
    /// <summary>The clusters that are asked for its records and tiles, in order. No default.</summary>
    public IReadOnlyList<string> Clusters { get; init; } = [];
}
