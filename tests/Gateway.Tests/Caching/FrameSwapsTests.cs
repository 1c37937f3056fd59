using System.Text;
using Gateway.Caching;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Caching;

/// <summary>What several gateways write together in a real Redis: nobody writes over what he has not read.</summary>
public sealed class FrameSwapsTests : IAsyncLifetime
{
    private const string Name = "gateway:1:edge:k";

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly TemporaryFolder _folder = new();
    private RedisOptions _options = null!;
    private RedisServer _redis = null!;
    private RedisGateway _first = null!;
    private RedisGateway _second = null!;

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_folder["key"], new string('k', 32), Patience);
        _redis = await RedisServer.StartAsync(Patience);
        _options = new RedisOptions { Connection = _redis.Address, KeyFile = _folder["key"], Timeout = TimeSpan.FromSeconds(5), LargestValueMegabytes = 1 };
        _first = await RedisGateway.StartAsync(_options, Patience);
        _second = await RedisGateway.StartAsync(_options, Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await _second.DisposeAsync();
        await _first.DisposeAsync();
        await _redis.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Of_two_who_have_read_the_same_one_writes_and_the_other_has_to_read_again()
    {
        for (var round = 0; round < 3; round++)
        {
            var (read, same) = (await _first.Swaps.ReadAsync("k"), await _second.Swaps.ReadAsync("k"));
            Text(read).Should().Be(round == 0 ? "" : $"second {round - 1}");

            (await WriteAsync(_first, read, $"first {round}")).Should().BeTrue();
            (await WriteAsync(_second, same, $"second {round}")).Should().BeFalse();

            var now = await _second.Swaps.ReadAsync("k");
            Text(now).Should().Be($"first {round}");
            (await WriteAsync(_second, now, $"second {round}")).Should().BeTrue();
        }

        long.Parse(await _redis.ExecuteAsync(Patience, "PTTL", Name)).Should().BeInRange(1, (long)Day.TotalMilliseconds);
    }

    [Theory]
    [InlineData("SET", "short")]
    [InlineData("SET", "of no use, and longer than the signature of a frame")]
    [InlineData("SETRANGE", "5000000", "x")]
    [InlineData("RPUSH", "x")]
    public async Task What_somebody_else_put_there_is_not_believed_and_is_replaced(string command, params string[] rest)
    {
        await _redis.ExecuteAsync(Patience, [command, Name, .. rest]);

        var read = await _first.Swaps.ReadAsync("k");

        read.Payload.IsEmpty.Should().BeTrue();
        (await WriteAsync(_first, read, "ours")).Should().BeTrue();
        Text(await _second.Swaps.ReadAsync("k")).Should().Be("ours");
    }

    [Fact]
    public async Task What_was_written_by_who_knows_a_later_purge_is_believed_and_what_was_purged_with_everything_is_not()
    {
        // Nobody tells this one of purges.
        await using var deaf = await RedisGateway.StartAsync(_options, Patience, isFollowed: false);
        deaf.Link.Connected(_first.Link.Connection!);
        deaf.Link.Followed();
        deaf.Stamps.Now.Should().BeLessThan(_first.Stamps.Now);
        (await WriteAsync(_first, default, "history")).Should().BeTrue();

        Text(await deaf.Swaps.ReadAsync("k")).Should().Be("history");

        await _first.Purges.PurgeAsync(PurgeStamps.Everything, Patience);
        (await _first.Swaps.ReadAsync("k")).Payload.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public async Task What_is_too_large_is_not_written_and_nobody_tries_again()
    {
        (await _first.Swaps.TryReplaceAsync("k", default, new byte[(1 << 20) + 1], Day)).Should().BeTrue();

        (await _redis.ExecuteAsync(Patience, "EXISTS", Name)).Should().Be("0");
    }

    [Fact]
    public async Task While_redis_is_away_nothing_is_there_and_nobody_tries_again()
    {
        await _redis.KillAsync();

        var read = await _first.Swaps.ReadAsync("k");

        read.End.IsEmpty.Should().BeTrue();
        (await WriteAsync(_first, read, "ours")).Should().BeTrue();
    }

    private static ValueTask<bool> WriteAsync(RedisGateway gateway, SwapReading read, string text) =>
        gateway.Swaps.TryReplaceAsync("k", read, Encoding.UTF8.GetBytes(text), Day);

    private static string Text(SwapReading reading) => Encoding.UTF8.GetString(reading.Payload.Span);
}
