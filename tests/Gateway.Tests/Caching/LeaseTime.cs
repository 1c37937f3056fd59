namespace Gateway.Tests.Caching;

/// <summary>A clock of which only the stop-watch is the test's; timers and the time of day are the system's.</summary>
internal sealed class LeaseTime : TimeProvider
{
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Move(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);
}
