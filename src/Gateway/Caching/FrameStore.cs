using System.Buffers;
using Microsoft.Extensions.Caching.Distributed;

namespace Gateway.Caching;

/// <summary>Keeps frames in the shared tier. Whatever the tier does wrong is a miss; only a caller who gives up is told.</summary>
internal sealed class FrameStore(
    IBufferDistributedCache tier, FrameFormat format, PurgeStamps stamps, RedisOptions options, RedisMetrics metrics, TimeProvider time)
{
    /// <summary>The largest payload that is kept here, in bytes.</summary>
    public long Largest { get; } = (long)options.LargestValueMegabytes << 20;

    /// <summary>What is kept under a key and may be served. Null: nothing is, or the tier is away.</summary>
    public async ValueTask<FrameReading?> ReadAsync(string key, CancellationToken cancellation)
    {
        var buffer = new FrameBuffer();
        try
        {
            if (await TryGetAsync(key, buffer, cancellation) && Judge(key, buffer) is { } reading)
            {
                buffer = null;
                return reading;
            }

            return null;
        }
        finally
        {
            buffer?.Dispose();
        }
    }

    /// <summary>Keeps a frame that <see cref="Begin"/> and the serializer have filled.</summary>
    public async ValueTask WriteAsync(string key, FrameBuffer buffer, int payloadStart, TimeSpan lifetime, CancellationToken cancellation)
    {
        format.End(buffer, payloadStart);
        var expiry = new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = lifetime };
        try
        {
            await tier.SetAsync(key, new ReadOnlySequence<byte>(buffer.Written), expiry, cancellation);
        }
        catch (Exception failed) when (!IsCancelled(failed, cancellation))
        {
            metrics.TierThrew();
        }
    }

    /// <summary>Starts a frame. Where its payload begins.</summary>
    public int Begin(FrameBuffer buffer, string key, long stamp, TimeSpan lifetime, string[] tags, bool isNull) =>
        FrameFormat.Begin(buffer, key, new Frame(stamp, lifetime, time.GetUtcNow(), tags, isNull, default));

    public async ValueTask RemoveAsync(string key, CancellationToken cancellation)
    {
        try
        {
            await tier.RemoveAsync(key, cancellation);
        }
        catch (Exception failed) when (!IsCancelled(failed, cancellation))
        {
            metrics.TierThrew();
        }
    }

    /// <summary>Counts a payload that the serializer refused.</summary>
    public void PayloadRefused() => metrics.FrameRefused(FrameFault.Payload);

    // A tier that gives up by itself is a miss like any other fault of its own.
    private static bool IsCancelled(Exception failed, CancellationToken cancellation) =>
        failed is OperationCanceledException && cancellation.IsCancellationRequested;

    private async ValueTask<bool> TryGetAsync(string key, FrameBuffer buffer, CancellationToken cancellation)
    {
        try
        {
            return await tier.TryGetAsync(key, buffer, cancellation);
        }
        catch (Exception failed) when (!IsCancelled(failed, cancellation))
        {
            metrics.TierThrew();
            return false;
        }
    }

    private FrameReading? Judge(string key, FrameBuffer buffer)
    {
        var fault = format.Read(buffer.Written, key, out var frame);
        var remaining = TimeSpan.Zero;
        if (fault == FrameFault.None)
        {
            // The tier counts the time itself. The lifetime bounds it: somebody may have prolonged the key's.
            var left = buffer.Remaining ?? frame.Lifetime - (time.GetUtcNow() - frame.Written);
            remaining = left < frame.Lifetime ? left : frame.Lifetime;
            fault = frame.Stamp > stamps.Now ? FrameFault.Ahead
                : !stamps.IsCurrent(frame.Stamp, frame.Tags) ? FrameFault.Purged
                : remaining <= TimeSpan.Zero ? FrameFault.Expired
                : FrameFault.None;
        }

        if (fault == FrameFault.None)
        {
            return new FrameReading(buffer, frame, remaining);
        }

        metrics.FrameRefused(fault);
        return null;
    }
}
