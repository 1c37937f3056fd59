namespace Gateway.Health;

/// <summary>An operator's order to keep a destination, or all of a cluster, out of rotation for a while, or to do so no longer.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Destination">The destination; null for every one of the cluster.</param>
/// <param name="Until">When it ends by itself.</param>
/// <param name="Reason">Why, for people; may be empty.</param>
internal sealed record Drain(string Cluster, string? Destination, DateTimeOffset Until, string Reason)
{
    /// <summary>Milliseconds since 1970 and above every order known where it was given: of two for the same, the higher one holds.</summary>
    public long Number { get; init; }

    /// <summary>The gateway that was asked; decides between equal numbers.</summary>
    public string By { get; init; } = "";

    /// <summary>Whether it ends an earlier one. It is remembered as long as that would have lasted, for those who know only the earlier one.</summary>
    public bool IsLifted { get; init; }

    /// <summary>What it is about: <c>nexus</c> or <c>nexus/a</c>.</summary>
    public string Target => Destination is null ? Cluster : $"{Cluster}/{Destination}";

    public bool Covers(Standing standing) =>
        Cluster.Equals(standing.Cluster, StringComparison.OrdinalIgnoreCase)
        && (Destination is null || Destination.Equals(standing.Name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether it holds in place of another one for the same.</summary>
    public bool IsAfter(Drain other) => Number > other.Number || (Number == other.Number && string.CompareOrdinal(By, other.By) > 0);

    public override string ToString() => $"drained until {Until:u} by {By}{(Reason.Length == 0 ? "" : $": {Reason}")}";
}
