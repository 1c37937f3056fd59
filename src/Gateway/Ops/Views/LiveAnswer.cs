namespace Gateway.Ops.Views;

/// <summary>How things are at a moment, as JSON: an event of <c>/api/live</c>.</summary>
/// <param name="Overview">As <c>/api/overview</c>.</param>
/// <param name="Point">The last whole step of the history.</param>
/// <param name="Clusters">As <c>/api/clusters</c>.</param>
/// <param name="Transitions">The latest of <c>/api/transitions</c>, newest first.</param>
/// <param name="Fallbacks">The latest of <c>/api/fallbacks</c>, newest first.</param>
internal sealed record LiveAnswer(
    OverviewAnswer Overview, PointAnswer Point, IEnumerable<ClusterAnswer> Clusters, IEnumerable<TransitionAnswer> Transitions, IEnumerable<Upstreams.Fallback> Fallbacks);
