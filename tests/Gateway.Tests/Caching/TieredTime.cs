namespace Gateway.Tests.Caching;

/// <summary>A clock that stands still until it is moved. Timers are the system's.</summary>
internal sealed class TieredTime(TimeSpan skew = default) : TimeProvider
{
    private long _ticks = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero).Ticks + skew.Ticks;

    public void Move(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref _ticks), TimeSpan.Zero);
}
