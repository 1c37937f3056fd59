namespace Gateway.Health;

/// <summary>An operator's order to keep a destination, or all of a cluster, out of rotation for a while.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Destination">The destination; null for every one of the cluster.</param>
/// <param name="Until">When it ends by itself.</param>
/// <param name="Reason">Why, for people; may be empty.</param>
internal sealed record Drain(string Cluster, string? Destination, DateTimeOffset Until, string Reason)
{
    public bool Covers(Standing standing) =>
        Cluster.Equals(standing.Cluster, StringComparison.OrdinalIgnoreCase)
        && (Destination is null || Destination.Equals(standing.Name, StringComparison.OrdinalIgnoreCase));

    public override string ToString() => $"drained until {Until:u}{(Reason.Length == 0 ? "" : $": {Reason}")}";
}
