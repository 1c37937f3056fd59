namespace Gateway.Ops.Explaining;

/// <summary>What is kept of an answer.</summary>
/// <param name="State">
/// <c>fresh</c>; <c>stale</c>, served while or when nobody answers; <c>not-found</c>, a 404 that is remembered; <c>nothing</c>; <c>personal</c>,
/// never kept because a cluster is told who asks.
/// </param>
/// <param name="Memory">What this gateway's memory holds; null when nothing.</param>
/// <param name="Redis">What Redis holds; null when nothing.</param>
/// <param name="RedisState"><c>none</c> where there is no Redis, <c>used</c>, <c>away</c>, or <c>not asked</c> where this answer is never shared.</param>
/// <param name="IsFetched">Whether it is being fetched now: who asks would wait for that.</param>
internal sealed record KeptOutlook(string State, TierOutlook? Memory, TierOutlook? Redis, string RedisState, bool IsFetched);
