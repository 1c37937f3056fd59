using Gateway.Caching;
using StackExchange.Redis;

namespace Gateway.Tests.Caching;

/// <summary>What may be asked of Redis while purges may be unknown here.</summary>
public sealed class RedisLinkTests
{
    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Until_all_purges_are_known_a_lease_is_given_back_and_none_is_taken()
    {
        await using var redis = await RedisServer.StartAsync(Patience);
        await using var gateway = await RedisGateway.StartAsync(new RedisOptions { Connection = redis.Address, Timeout = TimeSpan.FromSeconds(5) }, Patience, isFollowed: false);
        await using var connection = new RedisConnection(await ConnectionMultiplexer.ConnectAsync(redis.Address));
        gateway.Link.Connected(connection);

        var taken = await gateway.Link.WriteAsync(RedisOperation.Lease, 0, Ask, Patience);
        var released = await gateway.Link.WriteAsync(RedisOperation.Release, 0, Ask, Patience);
        var read = await gateway.Link.ReadAsync(RedisOperation.Get, Ask, Patience);

        taken.Outcome.Should().Be(RedisOutcome.Skipped);
        released.Outcome.Should().Be(RedisOutcome.Done);
        read.Outcome.Should().Be(RedisOutcome.Skipped);
    }

    private static Task<TimeSpan> Ask(IDatabase database) => database.PingAsync();
}
