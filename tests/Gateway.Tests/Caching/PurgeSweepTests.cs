using Gateway.Caching;

namespace Gateway.Tests.Caching;

/// <summary>The freeing of what others purged.</summary>
public sealed class PurgeSweepTests
{
    private readonly LeaseTime _time = new();
    private readonly PurgeStamps _stamps = new();
    private readonly MemoryTier _memory;
    private readonly PurgeSweep _sweep;

    public PurgeSweepTests()
    {
        _memory = new MemoryTier(64 << 20, _time);
        _sweep = new PurgeSweep(_memory, _stamps, _time);
    }

    [Fact]
    public void What_was_purged_is_removed_a_part_at_a_time_and_nothing_else_is()
    {
        var some = (2 * PurgeSweep.Part) + 10;
        for (var i = 0; i < some; i++)
        {
            Keep($"k{i}", i % 2 == 0 ? "even" : "odd");
        }

        _stamps.PurgeHere("even");
        _sweep.Step();
        _memory.Count.Should().BeInRange(some - PurgeSweep.Part, some - 1);
        _sweep.Step();
        _sweep.Step();

        _memory.Count.Should().Be(some / 2);
    }

    [Fact]
    public void It_begins_no_sooner_than_some_seconds_after_the_last_time_and_only_when_something_was_purged()
    {
        Keep("a", "a");
        Keep("b", "b");
        _stamps.PurgeHere("a");
        _sweep.Step();
        _memory.Count.Should().Be(1);

        _stamps.PurgeHere("b");
        _sweep.Step();
        _memory.Count.Should().Be(1);
        _time.Move(PurgeSweep.Interval);
        _sweep.Step();

        _memory.Count.Should().Be(0);
    }

    private void Keep(string key, string tag) => _memory.Keep(key, new MemoryEntry(null, 8, _stamps.Now, [tag], DateTimeOffset.MaxValue));
}
