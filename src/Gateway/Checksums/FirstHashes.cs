using Gateway.Caching;
using Microsoft.Extensions.Caching.Hybrid;

namespace Gateway.Checksums;

/// <summary>What artifacts were when this gateway, or another one that shares its Redis, first saw them: for those that no database knows.</summary>
/// <remarks>A purge of the version or the module forgets it: that is how an operator accepts a version that was changed on purpose.</remarks>
internal sealed class FirstHashes(HybridCache cache, KeptResponses kept)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(365);

    /// <summary>The hash it had at first, which is this one when it was never seen.</summary>
    public async Task<string> LearnAsync(Fetch fetch, string hash)
    {
        var isShared = kept.IsShared(fetch);
        var key = $"first-hash|{(fetch.IsPrivate ? "private" : "public")}|{fetch.Request.Path}";
        var known = await cache.GetOrCreateAsync(
            key,
            static _ => ValueTask.FromResult<string?>(null),
            new HybridCacheEntryOptions { Flags = HybridCacheEntryFlags.DisableUnderlyingData | Local(isShared) },
            cancellationToken: CancellationToken.None);
        if (known is null)
        {
            await cache.SetAsync(key, hash, new HybridCacheEntryOptions { Expiration = Remembered, Flags = Local(isShared) }, CacheTags.Of(fetch.Request), CancellationToken.None);
        }

        return known ?? hash;
    }

    private static HybridCacheEntryFlags Local(bool isShared) => isShared ? HybridCacheEntryFlags.None : HybridCacheEntryFlags.DisableDistributedCache;
}
