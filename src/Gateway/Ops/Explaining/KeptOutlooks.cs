using Gateway.Caching;

namespace Gateway.Ops.Explaining;

/// <summary>Puts into words what is kept of an answer.</summary>
internal sealed class KeptOutlooks(KeptTiers tiers, KeptResponses kept, TimeProvider time)
{
    /// <param name="fetch">What is asked for.</param>
    /// <param name="found">What a request would find; null when nothing.</param>
    /// <param name="isFetching">Whether it is being fetched now.</param>
    /// <param name="cancellation">Ends when nobody wants to know any more.</param>
    public async Task<KeptOutlook> OfAsync(Fetch fetch, CachedResponse? found, bool isFetching, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var state = fetch.IsPersonal ? "personal"
            : found is null ? "nothing"
            : !found.IsFresh(now) ? found.MayServeStale(now) ? "stale" : "nothing"
            : found.Status == StatusCodes.Status404NotFound ? "not-found"
            : "fresh";
        var memory = tiers.FindInMemory(fetch);
        var redis = kept.IsShared(fetch) ? await tiers.FindInRedisAsync(fetch, cancellation) : null;
        return new KeptOutlook(
            state,
            memory is null ? null : TierOutlook.Of(memory, memory.KeptUntil - now, now),
            redis is var (held, left) ? TierOutlook.Of(held, left, now) : null,
            !tiers.IsShared ? "none" : !kept.IsShared(fetch) ? "not asked" : tiers.IsRedisUsed ? "used" : "away",
            isFetching);
    }
}
