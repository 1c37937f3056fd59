namespace Gateway.Upstreams;

/// <summary>Requests of a route that one destination failed in one way, for which the same other one was asked, close to each other.</summary>
/// <param name="Route">The route or checksum database.</param>
/// <param name="From">The cluster and destination that failed: <c>nexus/a</c>; the cluster alone when it had nobody to ask.</param>
/// <param name="Reason">How, in a word of a closed set.</param>
/// <param name="Words">The same for people, as the last of them ended.</param>
/// <param name="To">The cluster and destination that was asked instead: <c>golang/a</c>.</param>
/// <param name="First">When the first of them was.</param>
/// <param name="Last">When the last was.</param>
/// <param name="Count">How many there were.</param>
internal sealed record Fallback(string Route, string From, string Reason, string Words, string To, DateTimeOffset First, DateTimeOffset Last, long Count);
