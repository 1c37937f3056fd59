using System.Diagnostics;
using Gateway.Caching;

namespace Gateway.Tests.Caching;

/// <summary>Purges over a real Redis: nothing brings a purged answer back.</summary>
public sealed class RedisPurgeTests
{
    // A second is what is promised; the rest is for a machine that is busy with other things.
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(20);

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(7, -7)]
    public async Task A_purge_on_one_is_seen_by_the_other_whatever_their_clocks_say(int skewOfFirst, int skewOfSecond)
    {
        await using var redis = await RedisServer.StartAsync(Patience);
        await using var first = await StartAsync(redis, TimeSpan.FromDays(skewOfFirst));
        await using var second = await StartAsync(redis, TimeSpan.FromDays(skewOfSecond));
        await first.KeepAsync("k", "old", Patience, "m");
        await second.FindAsync("k", Patience);
        await second.KeepAsync("other", "stays", Patience, "n");

        var result = await first.Purges.PurgeAsync("m", Patience);

        result.Should().Be(new PurgeResult(Memory: 1, Redis: 1, IsComplete: true, IsShared: true));
        await IsGoneAsync(second, "k");
        (await first.FindAsync("k", Patience)).Should().BeNull();
        (await second.FindAsync("other", Patience)).Should().Be("stays");
        await first.KeepAsync("k", "new", Patience, "m");
        await Eventually.TrueAsync(async () => await second.FindAsync("k", Patience) == "new", "the second serves what is kept after the purge", Patience);
    }

    [Fact]
    public async Task A_purge_is_seen_without_any_channel()
    {
        await using var redis = await RedisServer.StartAsync(Patience);
        await using var first = await StartAsync(redis);
        await redis.ExecuteAsync(Patience, "ACL", "SETUSER", "default", "resetchannels");
        await using var second = await StartAsync(redis);
        await first.KeepAsync("k", "old", Patience, "m");
        await second.FindAsync("k", Patience);

        await first.Purges.ForgetAsync("m");

        await IsGoneAsync(second, "k");
    }

    [Fact]
    public async Task A_purge_is_seen_when_the_channel_was_cut_and_an_instance_reads_all_before_it_trusts_again()
    {
        await using var redis = await RedisServer.StartAsync(Patience);
        await using var first = await StartAsync(redis);
        await using var second = await StartAsync(redis);
        for (var round = 0; round < 5; round++)
        {
            await first.KeepAsync($"k{round}", "old", Patience, "m");
            await second.FindAsync($"k{round}", Patience);

            await redis.ExecuteAsync(Patience, "CLIENT", "KILL", "TYPE", "pubsub");
            (await first.Purges.ForgetAsync("m")).Memory.Should().Be(1);

            await IsGoneAsync(second, $"k{round}");
            (await second.FindSharedAsync($"k{round}", Patience)).Should().BeNull();
        }
    }

    [Fact]
    public async Task What_was_fetched_before_a_purge_elsewhere_and_kept_after_it_is_never_served()
    {
        await using var redis = await RedisServer.StartAsync(Patience);
        await using var first = await StartAsync(redis);
        await using var second = await StartAsync(redis);
        var flight = new TieredValue("old", second.Stamps.Now);

        await first.Purges.ForgetAsync("m");
        await second.Cache.SetAsync("k", flight, tags: ["m"], cancellationToken: Patience);

        (await first.FindAsync("k", Patience)).Should().BeNull();
        await IsGoneAsync(second, "k");
        (await second.FindSharedAsync("k", Patience)).Should().BeNull();
    }

    [Fact]
    public async Task A_gateway_that_starts_later_knows_of_every_purge_before_it_reads_anything()
    {
        await using var redis = await RedisServer.StartAsync(Patience);
        await using var first = await StartAsync(redis);
        var flight = new TieredValue("old", first.Stamps.Now);
        await first.Cache.SetAsync("k", flight, tags: ["m"], cancellationToken: Patience);
        await first.Purges.ForgetAsync("m");

        await using var second = await StartAsync(redis, TimeSpan.FromDays(-3));

        (await redis.ExecuteAsync(Patience, "EXISTS", "gateway:1:edge:k")).Should().Be("1", "its space was not freed");
        (await second.FindAsync("k", Patience)).Should().BeNull();
    }

    [Fact]
    public async Task A_purge_while_redis_is_away_holds_at_once_and_is_told_when_it_is_back()
    {
        await using var redis = await RedisServer.StartAsync(Patience);
        await using var first = await StartAsync(redis);
        await using var second = await StartAsync(redis);
        await first.KeepAsync("k", "old", Patience, "m");
        await second.FindAsync("k", Patience);
        await redis.FreezeAsync(Patience);

        var result = await first.Purges.PurgeAsync("m", Patience);

        result.Should().Be(new PurgeResult(Memory: 1, Redis: 0, IsComplete: false, IsShared: false));
        (await first.FindAsync("k", Patience)).Should().BeNull();
        (await second.FindAsync("k", Patience)).Should().Be("old", "nobody could tell it yet");
        await redis.ThawAsync(Patience);
        await IsGoneAsync(second, "k", isBounded: false);
        await first.IsUsedAsync(Patience);
        (await first.FindSharedAsync("k", Patience)).Should().BeNull();
        (await second.FindSharedAsync("k", Patience)).Should().BeNull();
    }

    [Fact]
    public async Task An_instance_that_was_away_serves_nothing_that_was_purged_meanwhile_also_after_purges_of_its_own()
    {
        await using var redis = await RedisServer.StartAsync(Patience);
        await using var relay = await RedisRelay.StartAsync(redis.Port);
        await using var first = await StartAsync(redis);
        await using var second = await RedisGateway.StartAsync(Options(relay.Address), Patience);
        relay.Cut();
        await second.IsPausedAsync(Patience);
        await second.Purges.ForgetAsync("mine");
        await second.KeepAsync("k", "fetched while away", Patience, "m");
        await second.KeepAsync("l", "fetched while away", Patience, "mine");
        (await second.FindAsync("k", Patience)).Should().NotBeNull();

        await first.Purges.ForgetAsync("m");
        relay.Mend();

        await second.IsUsedAsync(Patience);
        (await second.FindAsync("k", Patience)).Should().BeNull();
    }

    [Theory]
    [InlineData("FLUSHALL")]
    [InlineData("DEL", "gateway:1:purges:{edge}")]
    public async Task A_redis_that_lost_its_purges_is_told_them_again(params string[] loss)
    {
        await using var redis = await RedisServer.StartAsync(Patience);
        await using var first = await StartAsync(redis);
        await first.KeepAsync("k", "old", Patience, "m");
        var frame = await redis.ExecuteAsync(Patience, "GET", "gateway:1:edge:k");
        await first.Purges.ForgetAsync("m");

        await redis.ExecuteAsync(Patience, loss);
        await Eventually.TrueAsync(async () => await redis.ExecuteAsync(Patience, "EXISTS", "gateway:1:purges:{edge}") == "1", "the purges are there again", Patience);
        await redis.ExecuteAsync(Patience, "SET", "gateway:1:edge:k", frame);
        await using var second = await StartAsync(redis);

        (await second.FindAsync("k", Patience)).Should().BeNull();
        (await first.FindAsync("k", Patience)).Should().BeNull();
    }

    [Fact]
    public async Task A_purge_counted_by_a_redis_that_went_back_in_time_holds_everywhere()
    {
        await using var redis = await RedisServer.StartAsync(Patience);
        await using var first = await StartAsync(redis, TimeSpan.FromDays(100));
        for (var i = 0; i < 5; i++)
        {
            await first.Purges.ForgetAsync("m");
        }

        await first.KeepAsync("k", "old", Patience, "m");

        // Somebody whose clock is far behind is the first after everything was lost, so that his numbers are lower.
        await redis.ExecuteAsync(
            Patience, "EVAL", "redis.call('FLUSHALL') redis.call('ZADD', KEYS[1], 1000, 'n', 1000, 'tm', 9007199254740991, 'eother')", "1", "gateway:1:purges:{edge}");

        await IsGoneAsync(first, "k", isBounded: false);
    }

    [Fact]
    public async Task A_thousand_purges_by_two_at_once_end_in_one_view()
    {
        await using var redis = await RedisServer.StartAsync(Patience);
        await using var first = await StartAsync(redis);
        await using var second = await StartAsync(redis);

        await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => (i % 2 == 0 ? first : second).Purges.ForgetAsync($"m{i % 10}").AsTask()));

        // Who purged last has the last number at once, and hears of the other's purges before it a moment later.
        var last = long.Parse(await redis.ExecuteAsync(Patience, "ZSCORE", "gateway:1:purges:{edge}", "n"));
        await Eventually.TrueAsync(() => first.Stamps.Heard == last && second.Stamps.Heard == last, "both have heard of all", Patience);
        first.Stamps.Shared().Tags.Should().HaveCount(10).And.BeEquivalentTo(second.Stamps.Shared().Tags);
    }

    [Fact]
    public async Task A_purge_frees_what_it_purged_in_redis_and_nothing_else()
    {
        await using var redis = await RedisServer.StartAsync(Patience);
        await using var gateway = await StartAsync(redis);
        for (var i = 0; i < 600; i++)
        {
            await gateway.KeepAsync($"k{i}", "v", Patience, i % 2 == 0 ? "even" : "odd");
        }

        await redis.ExecuteAsync(Patience, "SET", "somebody else's", "v");

        (await gateway.Purges.PurgeAsync("even", Patience)).Should().Be(new PurgeResult(300, 300, true, true));
        (await redis.ExecuteAsync(Patience, "DBSIZE")).Should().Be("302", "300 others, the purges and somebody else's");
        (await gateway.Purges.PurgeAsync(PurgeStamps.Everything, Patience)).Should().Be(new PurgeResult(300, 300, true, true));
        (await redis.ExecuteAsync(Patience, "DBSIZE")).Should().Be("2");
    }

    [Fact]
    public async Task A_pattern_is_purged_everywhere_also_from_what_is_under_way()
    {
        await using var redis = await RedisServer.StartAsync(Patience);
        await using var first = await StartAsync(redis);
        await using var second = await StartAsync(redis);
        await first.KeepAsync("a", "old", Patience, CacheTags.Module("corp.example/team-a/x"));
        await first.KeepAsync("b", "stays", Patience, CacheTags.Module("corp.example/other"));
        await second.FindAsync("a", Patience);
        var flight = new TieredValue("old", second.Stamps.Now);

        var result = await first.Purges.PurgeAsync(CacheTags.Matching("corp.example/team-*"), Patience);
        await second.Cache.SetAsync("c", flight, tags: [CacheTags.Module("corp.example/team-b")], cancellationToken: Patience);

        result.Should().Be(new PurgeResult(Memory: 1, Redis: 1, IsComplete: true, IsShared: true));
        await IsGoneAsync(second, "a");
        await IsGoneAsync(second, "c");
        (await first.FindAsync("c", Patience)).Should().BeNull();
        (await second.FindAsync("b", Patience)).Should().Be("stays");
        await using var third = await StartAsync(redis);
        (await third.FindAsync("c", Patience)).Should().BeNull();
        (await third.FindAsync("b", Patience)).Should().Be("stays");
    }

    [Fact]
    public async Task The_memory_of_purges_is_bounded_in_redis_too()
    {
        await using var redis = await RedisServer.StartAsync(Patience);
        await using var gateway = await StartAsync(redis);
        await gateway.KeepAsync("k", "old", Patience, "first");
        await gateway.Purges.ForgetAsync("first");
        var tags = Enumerable.Range(0, PurgeStamps.MostTags + 10).Select(i => $"t{i}").ToArray();
        foreach (var part in tags.Chunk(50))
        {
            var result = await gateway.Link.ReadAsync(RedisOperation.Purge, async database =>
            {
                await gateway.Shared.PurgeAsync(database, part);
                return true;
            }, Patience);
            result.IsDone.Should().BeTrue();
        }

        int.Parse(await redis.ExecuteAsync(Patience, "ZCARD", "gateway:1:purges:{edge}")).Should().BeLessThanOrEqualTo(PurgeStamps.MostTags + 3);
        await using var second = await StartAsync(redis);
        (await second.FindAsync("k", Patience)).Should().BeNull("the floor purges what was forgotten");
        second.Stamps.IsCurrent(second.Stamps.Now, ["first"]).Should().BeTrue();
    }

    private static async Task IsGoneAsync(RedisGateway gateway, string key, bool isBounded = true)
    {
        var start = Stopwatch.GetTimestamp();
        await Eventually.TrueAsync(async () => await gateway.FindAsync(key, Patience) is null, "the purge is seen", Patience);
        if (isBounded)
        {
            Stopwatch.GetElapsedTime(start).Should().BeLessThan(Promised);
        }
    }

    private static Task<RedisGateway> StartAsync(RedisServer redis, TimeSpan skew = default) =>
        RedisGateway.StartAsync(Options(redis.Address), Patience, skew: skew);

    private static RedisOptions Options(string address) => new() { Connection = address, Timeout = TimeSpan.FromSeconds(2) };
}
