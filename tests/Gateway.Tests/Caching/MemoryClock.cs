namespace Gateway.Tests.Caching;

/// <summary>A clock that only a test moves.</summary>
internal sealed class MemoryClock : TimeProvider
{
    private DateTimeOffset _now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Move(TimeSpan by) => _now += by;
}
