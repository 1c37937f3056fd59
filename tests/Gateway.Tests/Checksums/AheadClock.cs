namespace Gateway.Tests.Checksums;

/// <summary>A clock that is ahead of the real one by as much as it was moved. Its timers run as everybody's do.</summary>
internal sealed class AheadClock : TimeProvider
{
    private long _ahead;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref _ahead));

    public void Move(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);
}
