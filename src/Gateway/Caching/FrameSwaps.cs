using System.Buffers;
using System.Security.Cryptography;

namespace Gateway.Caching;

/// <summary>
/// Frames that several gateways write, of which each takes up what the others have written: one is written in place of the one that was read, or not at all.
/// </summary>
/// <remarks>The signature at the end of a frame tells it from every other one, so that Redis compares that and does not have to understand anything.</remarks>
internal sealed class FrameSwaps(RedisTier tier, FrameStore frames, FrameFormat format, PurgeStamps stamps, RedisMetrics metrics)
{
    /// <summary>The bytes that frames are told apart by.</summary>
    public const int EndBytes = HMACSHA256.HashSizeInBytes;

    /// <summary>What is there now. While Redis is away nothing is.</summary>
    public async ValueTask<SwapReading> ReadAsync(string key)
    {
        using var buffer = new FrameBuffer();
        if (!TieredKeys.IsKey(key) || !await tier.TryGetAsync(key, buffer, CancellationToken.None))
        {
            return default;
        }

        var end = buffer.Written[^Math.Min(EndBytes, buffer.Length)..].ToArray();
        // Unlike an answer it is believed ahead of the purges that are known here: a gateway that starts moves their counter, and what was written after it must
        // not be taken for nothing by one that has not heard of that yet.
        var fault = format.Read(buffer.Written, key, out var frame);
        fault = fault == FrameFault.None && !stamps.IsCurrent(frame.Stamp, frame.Tags) ? FrameFault.Purged : fault;
        if (fault == FrameFault.None)
        {
            return new SwapReading(frame.Payload.ToArray(), end);
        }

        metrics.FrameRefused(fault);
        return new SwapReading(default, end);
    }

    /// <summary>
    /// Writes a payload in place of what was read. False: somebody else has written meanwhile, and what he wrote is there. Where Redis takes nothing, or did not
    /// say in time whether it did, it is true: to read again would help nobody.
    /// </summary>
    public async ValueTask<bool> TryReplaceAsync(string key, SwapReading read, ReadOnlyMemory<byte> payload, TimeSpan lifetime, params string[] tags)
    {
        if (!TieredKeys.IsKey(key) || TieredKeys.Tags(tags) is not { } distinct || payload.Length > frames.Largest)
        {
            return true;
        }

        using var buffer = new FrameBuffer();
        var start = frames.Begin(buffer, key, stamps.Now, lifetime, distinct, isNull: false);
        buffer.Write(payload.Span);
        format.End(buffer, start);
        return await tier.TryReplaceAsync(key, read.End, buffer.Written, lifetime);
    }
}
