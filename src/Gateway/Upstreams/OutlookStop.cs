namespace Gateway.Upstreams;

/// <summary>A cluster that would be come to.</summary>
/// <param name="Upstream">The cluster.</param>
/// <param name="Attempts">What its destinations would be asked, one of which balancing picks first; none when the cluster is passed over.</param>
/// <param name="Skipped">Why nobody of it is asked; null when somebody is.</param>
internal sealed record OutlookStop(Upstream Upstream, IReadOnlyList<AttemptContext> Attempts, Outcome? Skipped);
