using System.Text;
using Gateway.Caching;
using Microsoft.Extensions.Caching.Hybrid;

namespace Gateway.Checksums;

/// <summary>What artifacts were when this gateway, or another one that shares its Redis, first saw them: for those that no database knows.</summary>
/// <remarks>A purge of the version or the module forgets it: that is how an operator accepts a version that was changed on purpose.</remarks>
internal sealed class FirstHashes(HybridCache cache, KeptResponses kept, FrameSwaps? shared = null)
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
        if (known is not null)
        {
            return known;
        }

        var (tags, others) = (CacheTags.Of(fetch.Request), isShared ? shared : null);
        var first = others is null ? hash : await BeFirstAsync(others, key, hash, tags);
        // What is written down for all already is not written again.
        await cache.SetAsync(key, first, new HybridCacheEntryOptions { Expiration = Remembered, Flags = Local(isShared && others is null) }, tags, CancellationToken.None);
        return first;
    }

    /// <summary>Writes it down for all; of two that see it at once the later one learns what the other one saw.</summary>
    private static async Task<string> BeFirstAsync(FrameSwaps shared, string key, string hash, string[] tags)
    {
        var read = await shared.ReadAsync(key);
        if (read.Payload.IsEmpty && !await shared.TryReplaceAsync(key, read, Encoding.UTF8.GetBytes(hash), Remembered, tags))
        {
            read = await shared.ReadAsync(key);
        }

        return read.Payload.IsEmpty ? hash : Encoding.UTF8.GetString(read.Payload.Span);
    }

    private static HybridCacheEntryFlags Local(bool isShared) => isShared ? HybridCacheEntryFlags.None : HybridCacheEntryFlags.DisableDistributedCache;
}
