using Microsoft.Extensions.Caching.Hybrid;

namespace Gateway.Caching;

/// <summary>Makes values ready for the tiers: who keeps them, for how long, in which form.</summary>
internal sealed class TieredPacker(
    PurgeStamps stamps, TieredSerializers serializers, TieredOptions limits, TimeProvider time, FrameStore? shared)
{
    /// <param name="key">The value's key.</param>
    /// <param name="value">The value.</param>
    /// <param name="stamp">The purges that were known before it was made, unless it knows better.</param>
    /// <param name="options">What its caller wants.</param>
    /// <param name="tags">What purges it.</param>
    public TieredKeeping Pack<T>(string key, T value, long stamp, HybridCacheEntryOptions? options, IEnumerable<string>? tags)
    {
        var expiration = options?.Expiration ?? limits.DefaultExpiration;
        var local = options?.LocalCacheExpiration is { } shorter && shorter < expiration ? shorter : expiration;
        stamp = value is IPurgeable purgeable ? purgeable.Stamp : stamp;
        var known = TieredKeys.Tags(tags);
        var isCurrent = known is not null && stamps.IsCurrent(stamp, known);
        var isLocal = isCurrent && local > TimeSpan.Zero && !Has(options, HybridCacheEntryFlags.DisableLocalCacheWrite);
        var isShared = isCurrent && expiration > TimeSpan.Zero && shared is not null && !Has(options, HybridCacheEntryFlags.DisableDistributedCacheWrite);

        var measured = value is IMeasured { Size: var told } ? told : (long?)null;
        var isLarge = measured > limits.LargestPayload;
        var buffer = NeedsBytes<T>(isLocal, isShared, measured) ? new FrameBuffer() : null;
        var start = buffer is not null && isShared ? shared!.Begin(buffer, key, stamp, expiration, known!, value is null) : 0;
        if (buffer is not null && value is not null)
        {
            serializers.For<T>().Serialize(value, buffer);
        }

        var payload = (buffer?.Length ?? 0) - start;
        isLarge |= payload > limits.LargestPayload;
        object? form = value is null || TieredSharing<T>.IsSafe ? value : new TieredPayload(buffer!.Written[start..].ToArray());
        var isTooLargeToShare = isShared && (buffer is null || isLarge || payload > shared!.Largest);
        return new TieredKeeping(key, form, buffer, start)
        {
            Entry = isLocal && !isLarge ? new MemoryEntry(form, measured ?? payload, stamp, known!, time.GetUtcNow() + local) : null,
            Lifetime = isShared && !isTooLargeToShare ? expiration : null,
            IsTooLargeForMemory = isLocal && isLarge,
            IsTooLargeToShare = isTooLargeToShare,
        };
    }

    // A value that callers may share and that knows its size is turned into bytes only to be sent.
    private bool NeedsBytes<T>(bool isLocal, bool isShared, long? measured) =>
        !TieredSharing<T>.IsSafe || (isLocal && measured is null) || (isShared && !(measured > shared!.Largest));

    private static bool Has(HybridCacheEntryOptions? options, HybridCacheEntryFlags flag) => ((options?.Flags ?? 0) & flag) != 0;
}
