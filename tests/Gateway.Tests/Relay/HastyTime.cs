namespace Gateway.Tests.Relay;

/// <summary>A clock that is a second further at every look, for whoever waits for a while. Timers run on real time.</summary>
internal sealed class HastyTime : TimeProvider
{
    private long _timestamp;

    public override long GetTimestamp() => Interlocked.Add(ref _timestamp, TimestampFrequency);
}
