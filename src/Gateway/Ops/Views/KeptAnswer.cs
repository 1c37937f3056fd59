using Gateway.Caching;

namespace Gateway.Ops.Views;

/// <summary>One answer that memory holds, as JSON.</summary>
/// <param name="Path">What it answers.</param>
/// <param name="Route">The route or checksum database that it was fetched for.</param>
/// <param name="Private">Whether it is of a private module.</param>
/// <param name="Status">200, or 404 for a "not found" that is remembered.</param>
/// <param name="Bytes">What it takes, key and overhead included.</param>
/// <param name="Cluster">Where it came from.</param>
/// <param name="Fetched">When.</param>
/// <param name="FreshUntil">Until when it is believed.</param>
/// <param name="KeptUntil">Until when it may be served when every cluster fails.</param>
internal sealed record KeptAnswer(
    string Path, string Route, bool Private, int Status, long Bytes, string Cluster, DateTimeOffset Fetched, DateTimeOffset FreshUntil, DateTimeOffset KeptUntil)
{
    /// <summary>Reads a key of <see cref="Fetch.Key"/>; null for what is no answer.</summary>
    public static KeptAnswer? Of(string key, MemoryEntry entry, long cost) =>
        entry.Value is CachedResponse kept && key.Split('|') is [var trust, var route, .., var path]
            ? new(path, route, trust.StartsWith("private", StringComparison.Ordinal), kept.Status, cost, kept.Cluster, kept.Fetched, kept.FreshUntil, kept.KeptUntil)
            : null;
}
