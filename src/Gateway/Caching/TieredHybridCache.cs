using System.Buffers;
using Microsoft.Extensions.Caching.Hybrid;

namespace Gateway.Caching;

/// <summary>Microsoft's hybrid cache over our memory tier and, where there is one, a shared tier.</summary>
internal sealed class TieredHybridCache(
    MemoryTier memory, Purges purges, TieredSerializers serializers, TieredOptions limits, TimeProvider time, FrameStore? shared = null)
    : HybridCache
{
    private readonly TieredFlights _flights = new();
    private readonly TieredPacker _packer = new(purges.Stamps, serializers, limits, time, shared);
    private readonly PurgeStamps _stamps = purges.Stamps;

    public override ValueTask<T> GetOrCreateAsync<TState, T>(
        string key,
        TState state,
        Func<TState, CancellationToken, ValueTask<T>> factory,
        HybridCacheEntryOptions? options = null,
        IEnumerable<string>? tags = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<T>(cancellationToken);
        }

        if (!Has(options, HybridCacheEntryFlags.DisableLocalCacheRead) && memory.Find(key) is { } entry)
        {
            if (!_stamps.IsCurrent(entry))
            {
                memory.Remove(key);
            }
            else if (TryOpen<T>(entry.Value, out var value))
            {
                return new ValueTask<T>(value);
            }
        }

        // A key that cannot be kept is in no tier, so that only a miss needs a look at it.
        var isMade = !Has(options, HybridCacheEntryFlags.DisableUnderlyingData);
        if (!TieredKeys.IsKey(key))
        {
            return isMade ? factory(state, cancellationToken) : default;
        }

        var isShared = shared is not null && !Has(options, HybridCacheEntryFlags.DisableDistributedCacheRead);
        return isMade || isShared ? FlyAsync(key, state, factory, options, tags, cancellationToken) : default;
    }

    public override async ValueTask SetAsync<T>(
        string key, T value, HybridCacheEntryOptions? options = null, IEnumerable<string>? tags = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        cancellationToken.ThrowIfCancellationRequested();
        if (TieredKeys.IsKey(key))
        {
            using var kept = _packer.Pack(key, value, _stamps.Now, options, tags);
            Keep(kept);
            await ShareAsync(kept, cancellationToken);
        }
    }

    public override async ValueTask RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        cancellationToken.ThrowIfCancellationRequested();
        memory.Remove(key);
        if (shared is not null && TieredKeys.IsKey(key))
        {
            await shared.RemoveAsync(key, cancellationToken);
        }
    }

    public override async ValueTask RemoveByTagAsync(string tag, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(tag);
        cancellationToken.ThrowIfCancellationRequested();
        await purges.ForgetAsync(tag);
    }

    private async ValueTask<T> FlyAsync<TState, T>(
        string key,
        TState state,
        Func<TState, CancellationToken, ValueTask<T>> factory,
        HybridCacheEntryOptions? options,
        IEnumerable<string>? tags,
        CancellationToken cancellation)
    {
        // The stamp is read before the fetch: what is purged while it runs is purged for it too.
        var flightKey = new TieredFlightKey(key, options?.Flags ?? HybridCacheEntryFlags.None, typeof(T), _stamps.Now);
        var landed = await _flights.JoinAsync(flightKey, flight => RunAsync(flight, flightKey, state, factory, options, tags), cancellation);
        return TryOpen<T>(landed, out var value) ? value : default!;
    }

    private async Task RunAsync<TState, T>(
        TieredFlight flight,
        TieredFlightKey flightKey,
        TState state,
        Func<TState, CancellationToken, ValueTask<T>> factory,
        HybridCacheEntryOptions? options,
        IEnumerable<string>? tags)
    {
        if (!Has(options, HybridCacheEntryFlags.DisableDistributedCacheRead)
            && await ReadSharedAsync<T>(flightKey.Key, options, flight.Token) is (true, var found))
        {
            flight.Land(found);
            return;
        }

        if (Has(options, HybridCacheEntryFlags.DisableUnderlyingData))
        {
            flight.Land(TieredNothing.Instance);
            return;
        }

        var value = await factory(state, flight.Token);
        using var kept = _packer.Pack(flightKey.Key, value, flightKey.Stamp, options, tags);
        Keep(kept);
        flight.Land(kept.Value);
        await ShareAsync(kept, CancellationToken.None);
    }

    private async ValueTask<(bool IsFound, object? Value)> ReadSharedAsync<T>(
        string key, HybridCacheEntryOptions? options, CancellationToken cancellation)
    {
        using var reading = shared is null ? null : await shared.ReadAsync(key, cancellation);
        if (reading is null)
        {
            return (false, null);
        }

        var frame = reading.Frame;
        object? value = null;
        var size = (long)frame.Payload.Length;
        try
        {
            if (!frame.IsNull)
            {
                var made = serializers.For<T>().Deserialize(new ReadOnlySequence<byte>(frame.Payload));
                size = made is IMeasured measured ? measured.Size : size;
                value = TieredSharing<T>.IsSafe ? made : new TieredPayload(frame.Payload.ToArray());
            }
        }
        catch (Exception)
        {
            // Whatever a serializer throws at bytes that it does not understand: they are not the value.
            shared!.PayloadRefused();
            return (false, null);
        }

        var lifetime = options?.LocalCacheExpiration is { } local && local < reading.Remaining ? local : reading.Remaining;
        if (!Has(options, HybridCacheEntryFlags.DisableLocalCacheWrite) && lifetime > TimeSpan.Zero)
        {
            memory.Keep(key, new MemoryEntry(value, size, frame.Stamp, frame.Tags, time.GetUtcNow() + lifetime));
        }

        return (true, value);
    }

    private void Keep(TieredKeeping kept)
    {
        if (kept.Entry is not null)
        {
            memory.Keep(kept.Key, kept.Entry);
        }
        else if (kept.IsTooLargeForMemory)
        {
            memory.Remove(kept.Key);
        }
    }

    private async ValueTask ShareAsync(TieredKeeping kept, CancellationToken cancellation)
    {
        if (kept.Lifetime is { } lifetime)
        {
            await shared!.WriteAsync(kept.Key, kept.Buffer!, kept.PayloadStart, lifetime, cancellation);
        }
        else if (kept.IsTooLargeToShare)
        {
            await shared!.RemoveAsync(kept.Key, cancellation);
        }
    }

    /// <summary>Gives out what a tier holds. False: it is no value of this type.</summary>
    private bool TryOpen<T>(object? held, out T value)
    {
        if (held is TieredPayload payload && !TieredSharing<T>.IsSafe)
        {
            value = serializers.For<T>().Deserialize(new ReadOnlySequence<byte>(payload.Bytes));
            return true;
        }

        value = held is T same ? same : default!;
        return held is T or null;
    }

    private static bool Has(HybridCacheEntryOptions? options, HybridCacheEntryFlags flag) => ((options?.Flags ?? 0) & flag) != 0;
}
