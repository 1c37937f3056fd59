using Gateway.Caching;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Caching;

/// <summary>Gateways that share a real Redis.</summary>
public sealed class RedisTierTests
{
    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_second_gateway_serves_what_the_first_has_kept()
    {
        await using var redis = await RedisServer.StartAsync(Patience);
        await using var first = await StartAsync(redis);
        await using var second = await StartAsync(redis);

        await first.KeepAsync("example.org/m/@v/v1.0.0.mod", "module example.org/m", Patience, "example.org/m");

        (await second.FindAsync("example.org/m/@v/v1.0.0.mod", Patience)).Should().Be("module example.org/m");
        second.Memory.Count.Should().Be(1, "the next time it is in memory");
    }

    [Fact]
    public async Task Gateways_of_another_name_share_nothing()
    {
        await using var redis = await RedisServer.StartAsync(Patience);
        await using var first = await StartAsync(redis);
        await using var other = await RedisGateway.StartAsync(Options(redis), Patience, "other");
        await first.KeepAsync("k", "value", Patience, "t");
        await other.KeepAsync("k2", "value", Patience, "t");

        (await other.FindAsync("k", Patience)).Should().BeNull();
        await first.Purges.PurgeAsync(PurgeStamps.Everything, Patience);
        (await other.FindSharedAsync("k2", Patience)).Should().Be("value");
    }

    [Fact]
    public async Task What_a_gateway_of_another_format_keeps_is_neither_seen_nor_removed()
    {
        await using var redis = await RedisServer.StartAsync(Patience);
        await using var old = await StartAsync(redis);
        await old.KeepAsync("k", "value", Patience, "t");
        // Beside each other during an upgrade: the same name, keys of the next format. What is in them is no business of this one.
        foreach (var (ours, theirs) in new[] { ("gateway:1:edge:k", "gateway:2:edge:k"), ("gateway:1:edge:k", "gateway:2:edge:theirs") })
        {
            (await redis.ExecuteAsync(Patience, "COPY", ours, theirs)).Should().Be("1");
        }

        (await old.FindSharedAsync("theirs", Patience)).Should().BeNull();
        await old.Purges.PurgeAsync("t", Patience);
        await old.Purges.PurgeAsync(PurgeStamps.Everything, Patience);

        (await redis.ExecuteAsync(Patience, "EXISTS", "gateway:1:edge:k")).Should().Be("0");
        (await redis.ExecuteAsync(Patience, "EXISTS", "gateway:2:edge:k", "gateway:2:edge:theirs")).Should().Be("2");
    }

    [Fact]
    public async Task Every_key_has_a_lifetime_and_what_a_reader_keeps_ends_with_it()
    {
        await using var redis = await RedisServer.StartAsync(Patience);
        await using var first = await StartAsync(redis);
        await using var second = await RedisGateway.StartAsync(Options(redis), Patience, skew: TimeSpan.FromHours(5));

        await first.Cache.SetAsync("k", new TieredValue("v", first.Stamps.Now), new() { Expiration = TimeSpan.FromMinutes(10) }, cancellationToken: Patience);

        var left = int.Parse(await redis.ExecuteAsync(Patience, "PTTL", "gateway:1:edge:k"));
        left.Should().BeInRange(1, 600_000);
        (await second.FindAsync("k", Patience)).Should().Be("v", "a clock that is five hours ahead changes nothing");
        (second.Memory.Find("k")!.Expires - second.Time.GetUtcNow()).Should().BeCloseTo(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_key_that_somebody_made_live_for_ever_is_kept_no_longer_than_it_was_signed_for()
    {
        await using var redis = await RedisServer.StartAsync(Patience);
        await using var first = await StartAsync(redis);
        await using var second = await StartAsync(redis);
        await first.Cache.SetAsync("k", new TieredValue("v", first.Stamps.Now), new() { Expiration = TimeSpan.FromMinutes(10) }, cancellationToken: Patience);

        await redis.ExecuteAsync(Patience, "EXPIRE", "gateway:1:edge:k", "9999999");

        (await second.FindAsync("k", Patience)).Should().Be("v");
        (second.Memory.Find("k")!.Expires - second.Time.GetUtcNow()).Should().Be(TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task A_value_above_the_bound_stays_out_of_redis()
    {
        await using var redis = await RedisServer.StartAsync(Patience);
        await using var gateway = await StartAsync(redis);

        await gateway.KeepAsync("small", new string('x', 900 << 10), Patience);
        await gateway.KeepAsync("large", new string('x', (1 << 20) + 1), Patience);

        (await redis.ExecuteAsync(Patience, "EXISTS", "gateway:1:edge:small")).Should().Be("1");
        (await redis.ExecuteAsync(Patience, "EXISTS", "gateway:1:edge:large")).Should().Be("0");
        (await gateway.FindAsync("large", Patience)).Should().HaveLength((1 << 20) + 1);
    }

    [Fact]
    public async Task What_another_client_put_under_a_key_is_a_miss_and_can_be_replaced()
    {
        await using var redis = await RedisServer.StartAsync(Patience);
        await using var gateway = await StartAsync(redis);
        await gateway.KeepAsync("text", "v", Patience);
        await redis.ExecuteAsync(Patience, "SET", "gateway:1:edge:text", "something else");
        await redis.ExecuteAsync(Patience, "HSET", "gateway:1:edge:hash", "field", "value");
        await redis.ExecuteAsync(Patience, "SETRANGE", "gateway:1:edge:huge", $"{3 << 20}", "x");

        foreach (var key in new[] { "text", "hash", "huge" })
        {
            (await gateway.FindSharedAsync(key, Patience)).Should().BeNull();
            gateway.Link.IsUsed.Should().BeTrue("one spoilt key says nothing about Redis");
            await gateway.KeepAsync(key, "anew", Patience);
            (await gateway.FindSharedAsync(key, Patience)).Should().Be("anew");
        }
    }

    [Fact]
    public async Task With_a_key_only_frames_that_were_signed_with_it_are_served()
    {
        await using var redis = await RedisServer.StartAsync(Patience);
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder["one"], [.. Enumerable.Repeat((byte)1, 32)], Patience);
        await File.WriteAllBytesAsync(folder["two"], [.. Enumerable.Repeat((byte)2, 32)], Patience);
        await using var one = await RedisGateway.StartAsync(Options(redis, key: folder["one"]), Patience);
        await using var two = await RedisGateway.StartAsync(Options(redis, key: folder["two"]), Patience);
        await using var none = await StartAsync(redis);

        await one.KeepAsync("k", "signed", Patience);
        await none.KeepAsync("unsigned", "v", Patience);

        (await one.FindSharedAsync("k", Patience)).Should().Be("signed");
        (await two.FindSharedAsync("k", Patience)).Should().BeNull();
        (await none.FindSharedAsync("k", Patience)).Should().BeNull();
        (await one.FindSharedAsync("unsigned", Patience)).Should().BeNull();
        (await none.FindSharedAsync("unsigned", Patience)).Should().Be("v");
    }

    [Fact]
    public async Task A_frame_that_was_copied_to_another_key_or_another_gateways_name_is_a_miss()
    {
        await using var redis = await RedisServer.StartAsync(Patience);
        await using var gateway = await StartAsync(redis);
        await using var other = await RedisGateway.StartAsync(Options(redis), Patience, "other");
        await gateway.KeepAsync("k", "v", Patience);

        await redis.ExecuteAsync(Patience, "COPY", "gateway:1:edge:k", "gateway:1:edge:l");
        await redis.ExecuteAsync(Patience, "COPY", "gateway:1:edge:k", "gateway:1:other:k");

        (await gateway.FindSharedAsync("l", Patience)).Should().BeNull();
        (await other.FindSharedAsync("k", Patience)).Should().BeNull();
    }

    private static Task<RedisGateway> StartAsync(RedisServer redis) => RedisGateway.StartAsync(Options(redis), Patience);

    // None of these tests is about a Redis that is slow; a busy machine is.
    private static RedisOptions Options(RedisServer redis, string key = "") =>
        new() { Connection = redis.Address, KeyFile = key, Timeout = TimeSpan.FromSeconds(5) };
}
