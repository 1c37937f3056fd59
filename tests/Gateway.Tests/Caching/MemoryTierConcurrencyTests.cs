using Gateway.Caching;

namespace Gateway.Tests.Caching;

public sealed class MemoryTierConcurrencyTests
{
    private const long Bound = 200_000;
    private const int Threads = 4;
    private const int Steps = 100_000;

    [Fact]
    public async Task Several_threads_at_once_leave_the_books_right()
    {
        var tier = new MemoryTier(Bound, TimeProvider.System);
        var faults = 0;

        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
        {
            var random = new Random(thread);
            for (var step = 0; step < Steps; step++)
            {
                if (!Step(tier, random) || tier.Bytes is < 0 or > Bound)
                {
                    Interlocked.Increment(ref faults);
                }
            }
        }, TestContext.Current.CancellationToken)));

        var all = tier.All();
        faults.Should().Be(0);
        all.Should().NotBeEmpty();
        tier.Bytes.Should().Be(all.Sum(pair => MemoryCost.Of(pair.Key, pair.Value)));
        tier.Count.Should().Be(all.Count);
        tier.RemoveWhere((_, _) => true).Should().Be(all.Count);
        (tier.Bytes, tier.Count).Should().Be((0, 0));
    }

    // An entry's tag is its key, so that one found under another key would show.
    private static bool Step(MemoryTier tier, Random random)
    {
        var key = $"key {random.Next(500)}";
        switch (random.Next(100))
        {
            case < 55:
                return tier.Find(key) is not { } found || found.Tags[0] == key;
            case < 95:
                tier.Keep(key, MemoryEntries.Lasting(random.Next(2000), key));
                return true;
            case < 99:
                tier.Remove(key);
                return true;
            default:
                tier.RemoveWhere((_, entry) => entry.Cost < 20);
                return true;
        }
    }
}
