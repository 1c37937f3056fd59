namespace Gateway.Tests.Browser;

/// <summary>The machine's clock, begun some time ago, that can be put forward to it: an hour that is real in all but its length.</summary>
internal sealed class ForwardableTime(TimeSpan behind) : TimeProvider
{
    private long _behind = behind.Ticks;

    public TimeSpan Behind => TimeSpan.FromTicks(Volatile.Read(ref _behind));

    public void Forward(TimeSpan time) => Interlocked.Add(ref _behind, -time.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() - Behind;

    public override long GetTimestamp() => System.GetTimestamp() - (long)(Behind.TotalSeconds * TimestampFrequency);
}
