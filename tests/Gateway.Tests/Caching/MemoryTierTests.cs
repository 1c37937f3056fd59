using Gateway.Caching;

namespace Gateway.Tests.Caching;

public sealed class MemoryTierTests
{
    private const int Mebibyte = 1 << 20;
    private readonly MemoryClock _clock = new();

    [Fact]
    public void What_was_kept_is_found_by_its_key_alone()
    {
        var tier = new MemoryTier(Mebibyte, _clock);
        var entry = MemoryEntries.Lasting(100);

        tier.Keep("a", entry);

        tier.Find("a").Should().BeSameAs(entry);
        tier.Find("b").Should().BeNull();
        tier.Bytes.Should().Be(MemoryCost.Of("a", entry));
        tier.Count.Should().Be(1);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(90_000)]
    public void A_newer_entry_takes_the_place_of_the_old_one(int cost)
    {
        var tier = new MemoryTier(Mebibyte, _clock);
        var newer = MemoryEntries.Lasting(cost);
        tier.Keep("a", MemoryEntries.Lasting(200));

        tier.Keep("a", newer);

        tier.Find("a").Should().BeSameAs(newer);
        tier.Bytes.Should().Be(MemoryCost.Of("a", newer));
        tier.Count.Should().Be(1);
    }

    [Fact]
    public void Renewing_what_is_there_pushes_nothing_out_of_a_full_tier()
    {
        var tier = new MemoryTier(Mebibyte, _clock);
        for (var number = 0; tier.Evictions == 0; number++)
        {
            tier.Keep($"list {number:D6}", MemoryEntries.Lasting(1000));
        }

        foreach (var key in tier.All().Keys)
        {
            tier.Keep(key, MemoryEntries.Lasting(1000));
        }

        (tier.Evictions, tier.Refusals).Should().Be((1, 0));
    }

    [Fact]
    public void What_is_removed_is_gone_and_its_bytes_are_free()
    {
        var tier = new MemoryTier(Mebibyte, _clock);
        tier.Keep("a", MemoryEntries.Lasting(100));

        tier.Remove("a").Should().BeTrue();

        tier.Remove("a").Should().BeFalse();
        tier.Find("a").Should().BeNull();
        (tier.Bytes, tier.Count).Should().Be((0, 0));
    }

    [Fact]
    public void A_purge_counts_exactly_what_was_there_and_takes_nothing_else()
    {
        var tier = new MemoryTier(Mebibyte, _clock);
        for (var number = 0; number < 100; number++)
        {
            tier.Keep($"x{number}", MemoryEntries.Lasting(10, "x"));
            tier.Keep($"y{number}", MemoryEntries.Lasting(10, "y"));
            tier.Keep($"z{number}", MemoryEntries.Of(10, _clock.GetUtcNow().AddSeconds(1), "x"));
        }

        _clock.Move(TimeSpan.FromSeconds(1));

        tier.RemoveWhere((_, entry) => entry.Tags.Contains("x")).Should().Be(100, "what has expired is not there to be purged");
        tier.All().Values.Should().HaveCount(100).And.OnlyContain(entry => entry.Tags.Contains("y"));
    }

    [Fact]
    public void An_expired_entry_is_not_found_and_leaves_at_once()
    {
        var tier = new MemoryTier(Mebibyte, _clock);
        tier.Keep("a", MemoryEntries.Of(100, _clock.GetUtcNow().AddSeconds(10)));
        _clock.Move(TimeSpan.FromSeconds(9));
        tier.Find("a").Should().NotBeNull();

        _clock.Move(TimeSpan.FromSeconds(1));

        tier.Find("a").Should().BeNull();
        (tier.Bytes, tier.Count, tier.Evictions).Should().Be((0, 0, 0));
    }

    [Fact]
    public void Expired_entries_are_swept_out_by_later_ones_though_nobody_asks_for_them()
    {
        var tier = new MemoryTier(16 * Mebibyte, _clock);
        for (var number = 0; number < 1000; number++)
        {
            tier.Keep($"short {number}", MemoryEntries.Of(number * 10, _clock.GetUtcNow().AddSeconds(1)));
        }

        _clock.Move(TimeSpan.FromSeconds(1));
        for (var number = 0; number < 1000; number++)
        {
            tier.Keep($"long {number}", MemoryEntries.Lasting(10));
        }

        tier.Count.Should().Be(1000);
        tier.Evictions.Should().Be(0);
    }

    [Fact]
    public void What_has_expired_already_is_not_kept_and_nor_is_what_it_replaces()
    {
        var tier = new MemoryTier(Mebibyte, _clock);
        tier.Keep("a", MemoryEntries.Lasting(100));

        tier.Keep("a", MemoryEntries.Of(100, _clock.GetUtcNow()));

        tier.Find("a").Should().BeNull();
        tier.Bytes.Should().Be(0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Mebibyte)]
    public void What_is_larger_than_the_tier_is_refused_and_what_it_replaces_goes(long bytes)
    {
        var tier = new MemoryTier(bytes, _clock);
        tier.Keep("a", MemoryEntries.Lasting(100));
        var refusals = tier.Refusals;

        tier.Keep("a", MemoryEntries.Lasting(Mebibyte));

        tier.Find("a").Should().BeNull();
        (tier.Bytes, tier.Refusals).Should().Be((0, refusals + 1));
    }

    [Fact]
    public void Entries_that_are_used_outlive_those_that_are_not()
    {
        var tier = new MemoryTier(Mebibyte, _clock);
        for (var number = 0; number < 100; number++)
        {
            tier.Keep($"used {number}", MemoryEntries.Lasting(2000));
        }

        for (var number = 0; number < 10_000; number++)
        {
            tier.Keep($"passing {number}", MemoryEntries.Lasting(2000));
            tier.Find($"used {number % 100}");
        }

        tier.All().Keys.Count(key => key.StartsWith("used", StringComparison.Ordinal)).Should().BeGreaterThanOrEqualTo(99);
        tier.Evictions.Should().BePositive();
    }

    [Fact]
    public void Large_values_fit_however_many_shards_there_are()
    {
        var tier = new MemoryTier(256 * Mebibyte, _clock, shards: 64);
        for (var number = 0; number < 15; number++)
        {
            tier.Keep($"zip {number}", MemoryEntries.Lasting(16 * Mebibyte));
        }

        tier.Count.Should().Be(15);
        (tier.Refusals, tier.Evictions).Should().Be((0, 0));
    }

    [Fact]
    public void One_large_zip_does_not_push_out_a_thousand_lists()
    {
        var tier = new MemoryTier(64 * Mebibyte, _clock);
        for (var number = 0; tier.Evictions == 0; number++)
        {
            tier.Keep($"list {number}", MemoryEntries.Lasting(1000));
        }

        var lists = tier.Count;
        for (var number = 0; number < 100; number++)
        {
            tier.Keep($"zip {number}", MemoryEntries.Lasting(16 * Mebibyte));
        }

        tier.All().Keys.Count(key => key.StartsWith("list", StringComparison.Ordinal)).Should().BeGreaterThan(lists - 100);
    }

    [Fact]
    public void Zips_come_in_once_nobody_asks_for_the_lists_any_more()
    {
        var tier = new MemoryTier(8 * Mebibyte, _clock);
        for (var number = 0; tier.Evictions == 0; number++)
        {
            tier.Keep($"list {number}", MemoryEntries.Lasting(1000));
        }

        for (var round = 0; round < 1000; round++)
        {
            for (var number = 0; number < 20; number++)
            {
                tier.Keep($"zip {number}", MemoryEntries.Lasting(Mebibyte / 4));
            }
        }

        tier.All().Keys.Count(key => key.StartsWith("zip", StringComparison.Ordinal)).Should().Be(20);
    }
}
