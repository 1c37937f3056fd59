using System.Text;
using System.Text.Json;
using Gateway.Caching;

namespace Gateway.Health;

/// <summary>Signs what gateways tell each other of drains, as kept answers are signed: who can write to Redis must not take everything out of rotation.</summary>
/// <remarks>Times in them are Redis's: the gateways' clocks may differ by more than an order lasts.</remarks>
internal sealed class DrainFrames(FrameFormat format)
{
    // No key of a kept answer has such a letter, so that no frame of theirs can be put here.
    private const string Space = "\u0001drains ";

    // Numbers are milliseconds; a clock that is further ahead than this would make every later order look old.
    private static readonly TimeSpan MostAhead = TimeSpan.FromDays(1);

    /// <summary>Writes an order.</summary>
    /// <param name="order">The order, whose end is by our clock.</param>
    /// <param name="left">How long it still lasts.</param>
    /// <param name="now">What Redis's clock says.</param>
    public byte[] Write(Drain order, TimeSpan left, DateTimeOffset now) => Write(
        $"order {order.Target}",
        new Frame(order.Number, left, now, [order.Cluster, order.Destination ?? "", order.By], order.IsLifted, default),
        Encoding.UTF8.GetBytes(order.Reason));

    /// <summary>Reads an order; null when it is none, or nobody who has the key wrote it.</summary>
    /// <param name="bytes">What Redis has.</param>
    /// <param name="target">What it is kept under.</param>
    /// <param name="now">What Redis's clock says.</param>
    /// <param name="ahead">How far Redis's clock is ahead of ours.</param>
    public Drain? ReadOrder(byte[] bytes, string target, DateTimeOffset now, TimeSpan ahead)
    {
        if (format.Read(bytes, $"{Space}order {target}", out var frame) != FrameFault.None || frame.Tags is not [var cluster, var destination, var by]
            || frame.Lifetime > Drains.Longest || frame.Written > now + MostAhead || frame.Stamp > (now + MostAhead).ToUnixTimeMilliseconds())
        {
            return null;
        }

        var order = new Drain(cluster, destination.Length == 0 ? null : destination, frame.Written + frame.Lifetime - ahead, Encoding.UTF8.GetString(frame.Payload.Span))
        {
            Number = frame.Stamp,
            By = by,
            IsLifted = frame.IsNull,
        };
        return order.Target == target ? order : null;
    }

    /// <summary>Writes what a gateway says of itself.</summary>
    public byte[] Write(DrainWord word, DateTimeOffset now) =>
        Write($"gateway {word.Instance}", new Frame(word.Revision, TimeSpan.Zero, now, [], false, default), JsonSerializer.SerializeToUtf8Bytes(word.InFlight));

    /// <summary>Reads what a gateway said of itself, and when; null when it is nothing.</summary>
    public (DrainWord Word, DateTimeOffset At)? ReadWord(byte[] bytes, string instance)
    {
        if (format.Read(bytes, $"{Space}gateway {instance}", out var frame) != FrameFault.None)
        {
            return null;
        }

        try
        {
            return (new DrainWord(instance, frame.Stamp, JsonSerializer.Deserialize<Dictionary<string, int>>(frame.Payload.Span) ?? []), frame.Written);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private byte[] Write(string key, in Frame frame, byte[] payload)
    {
        using var buffer = new FrameBuffer();
        var start = FrameFormat.Begin(buffer, Space + key, frame);
        payload.CopyTo(buffer.GetSpan(payload.Length));
        buffer.Advance(payload.Length);
        format.End(buffer, start);
        return buffer.Written.ToArray();
    }
}
