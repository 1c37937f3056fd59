using System.Buffers;

namespace Gateway.Caching;

/// <summary>Looks at what each tier holds of an answer, for people, and leaves everything as it is. What is served is for <see cref="KeptResponses"/> to say.</summary>
internal sealed class KeptTiers(MemoryTier memory, PurgeStamps stamps, TieredSerializers serializers, FrameStore? shared = null, RedisLink? link = null)
{
    /// <summary>Whether there is a Redis.</summary>
    public bool IsShared => shared is not null;

    /// <summary>Whether Redis is asked now; false while it is left alone.</summary>
    public bool IsRedisUsed => link is { IsUsed: true };

    /// <summary>What this instance's memory holds; null when it holds nothing that was not purged.</summary>
    public CachedResponse? FindInMemory(Fetch fetch) =>
        memory.Peek(fetch.Key) is { } entry && stamps.IsCurrent(entry.Stamp, entry.Tags) ? entry.Value as CachedResponse : null;

    /// <summary>What Redis holds, and how long it will keep it; null when it holds nothing that may be served, or is away.</summary>
    public async ValueTask<(CachedResponse Response, TimeSpan Left)?> FindInRedisAsync(Fetch fetch, CancellationToken cancellation)
    {
        using var reading = shared is null ? null : await shared.ReadAsync(fetch.Key, cancellation);
        if (reading is null or { Frame.IsNull: true })
        {
            return null;
        }

        try
        {
            return (serializers.For<CachedResponse>().Deserialize(new ReadOnlySequence<byte>(reading.Frame.Payload.ToArray())), reading.Remaining);
        }
        catch (Exception)
        {
            // Whatever the serializer throws at bytes that it does not understand: a request would find nothing either.
            return null;
        }
    }
}
