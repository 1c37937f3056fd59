using Gateway.Caching;

namespace Gateway.Tests.Caching;

/// <summary>What the tier says it takes is what the process's heap takes.</summary>
[Collection(nameof(MemoryAlone))]
public sealed class MemoryHeapTests
{
    private const int Mebibyte = 1 << 20;

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_hundred_thousand_small_entries_take_of_the_heap_what_they_are_counted_for(int tags)
    {
        var tier = new MemoryTier(1L << 30, TimeProvider.System);
        var before = SettledHeap.Bytes();

        for (var number = 0; number < 100_000; number++)
        {
            Keep(tier, number, 64, tags);
        }

        var grown = SettledHeap.Bytes() - before;
        tier.Count.Should().Be(100_000);
        ((double)grown / tier.Bytes).Should().BeInRange(0.8, 1.2);
    }

    [Fact]
    public void A_million_requests_for_more_than_fits_stay_within_the_bound()
    {
        const long Bound = 64 * Mebibyte;
        var before = SettledHeap.Bytes();
        var tier = new MemoryTier(Bound, TimeProvider.System);
        var random = new Random(1);
        long most = 0;

        for (var step = 1; step <= 1_000_000; step++)
        {
            // Nearly Zipf: the chance of a number falls with the number. Nine of ten values are small, some are zips.
            var number = (int)Math.Pow(200_000, random.NextDouble());
            if (tier.Find($"module/{number}") is null)
            {
                Keep(tier, number, number % 10 == 9 ? 20_000 + (number % 50 * 10_000) : 200 + (number % 1000), 2);
            }

            most = Math.Max(most, tier.Bytes);
            if (step % 250_000 == 0)
            {
                var heap = SettledHeap.Bytes() - before;
                heap.Should().BeLessThan(Bound + (Bound / 5), "after {0} requests the tier says {1}", step, tier.Bytes);
            }
        }

        most.Should().BeInRange(Bound / 10 * 9, Bound);
        tier.Evictions.Should().BePositive();
    }

    private static void Keep(MemoryTier tier, int number, int length, int tags)
    {
        // An array takes 24 bytes beside its elements, and a multiple of 8.
        var cost = 24 + ((length + 7) & ~7);
        var names = Enumerable.Range(0, tags).Select(tag => $"tag {tag} of {number}").ToArray();
        tier.Keep($"module/{number}", new MemoryEntry(new byte[length], cost, 0, names, DateTimeOffset.MaxValue));
    }
}
