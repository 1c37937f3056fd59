namespace Gateway.Upstreams;

/// <summary>One checksum database. Section <c>Modules:ChecksumDatabases:NAME</c>.</summary>
internal sealed class ChecksumDatabaseOptions
{
    /// <summary>The clusters that are asked for its records and tiles, in order. No default.</summary>
    public IReadOnlyList<string> Clusters { get; init; } = [];

    /// <summary>The key that its signatures are verified with, as GOSUMDB has it: <c>name+hash+key</c>. Default that of sum.golang.org, for others none: they are passed on and not asked.</summary>
    public string Key { get; init; } = "";
}
