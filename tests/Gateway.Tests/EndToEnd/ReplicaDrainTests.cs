using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.Lab.Origins.Faults;
using Gateway.Tests.Caching;

namespace Gateway.Tests.EndToEnd;

/// <summary>Two gateway processes over one Redis: what one is told to keep out of rotation the other keeps out too, and says so.</summary>
public sealed partial class ReplicaDrainTests
{
    private const string Target = "/origin/d1";

    private static int _asked;

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task What_one_is_told_both_do_whatever_their_clocks_say_and_each_can_end_it(int hours)
    {
        await using var replicas = await Replicas.StartAsync(TimeSpan.FromHours(hours));
        await AreThereAsync(replicas);

        var drained = await replicas.DrainAsync(replicas.First, HttpMethod.Put, Target, """{ "minutes": 30, "reason": "upgrade" }""");

        await ObeyAsync(replicas, "first, second");
        await Eventually.TrueAsync(async () => await StatusAsync(replicas, replicas.Second) == 503, "the second was told", Patience);
        var shown = await replicas.DrainAsync(replicas.Second, HttpMethod.Get);
        var (order, evidence) = (shown.Drains.Single(), shown.Destinations.Single().Evidence);
        (order.Reason, order.By).Should().Be(("upgrade", "first"));
        evidence.Should().Be(string.Create(CultureInfo.InvariantCulture, $"drained until {order.Until:u} by first: upgrade"));
        (order.Until - drained.Drains.Single().Until + TimeSpan.FromHours(2 * hours)).Should().BeCloseTo(TimeSpan.Zero, TimeSpan.FromMinutes(1), "each tells it by its own clock");

        await replicas.DrainAsync(replicas.Second, HttpMethod.Delete, Target);
        await ObeyAsync(replicas, "first, second");
        await Eventually.TrueAsync(async () => await StatusAsync(replicas, replicas.First) == 200, "the first was told", Patience);
    }

    [Fact]
    public async Task Requests_under_way_at_the_other_are_shown_until_they_are_through()
    {
        await using var replicas = await Replicas.StartAsync();
        await AreThereAsync(replicas);
        replicas.Origin.Break(Fault.Silence, times: 1);
        var under = StatusAsync(replicas, replicas.Second);
        await replicas.Origin.HoldsAsync(1, Patience);

        await replicas.DrainAsync(replicas.First, HttpMethod.Put, "/origin");

        await Eventually.TrueAsync(
            async () => (await replicas.DrainAsync(replicas.First, HttpMethod.Get)).Instances.Any(instance => instance.Name == "second" && instance.Obeys && instance.InFlight is { Count: 1 } under && under["origin/d1"] == 1),
            "the second says what is under way there", Patience);
        replicas.Origin.Release();
        (await under).Should().Be(200);
        await Eventually.TrueAsync(
            async () => (await replicas.DrainAsync(replicas.First, HttpMethod.Get)).Instances.All(instance => instance.InFlight.Values.Sum() == 0), "nothing is under way", Patience);
    }

    [Fact]
    public async Task Who_was_cut_off_or_lost_the_channel_or_starts_later_obeys_what_is_in_force()
    {
        await using var replicas = await Replicas.StartAsync();
        await AreThereAsync(replicas);
        replicas.Relay.Cut();
        await replicas.Second.LogsAsync(Replicas.Paused(), Patience);

        var told = await replicas.DrainAsync(replicas.First, HttpMethod.Put, Target);

        told.Shared.Should().BeTrue();
        told.Instances.Where(instance => instance.Obeys).Select(instance => instance.Name).Should().Equal("first");
        (await StatusAsync(replicas, replicas.Second)).Should().Be(200, "nobody could tell it");
        replicas.Relay.Mend();
        await ObeyAsync(replicas, "first, second");
        await replicas.Redis.ExecuteAsync(Patience, "CLIENT", "KILL", "TYPE", "pubsub");
        await replicas.DrainAsync(replicas.First, HttpMethod.Delete, Target);
        // They ask.
        await ObeyAsync(replicas, "first, second");
        await replicas.DrainAsync(replicas.First, HttpMethod.Put, Target);
        await using var third = await replicas.StartThirdAsync();
        await ObeyAsync(replicas, "first, second, third");
        (await StatusAsync(replicas, third)).Should().Be(503);
    }

    [Fact]
    public async Task An_order_while_redis_is_away_holds_here_at_once_and_is_told_when_it_is_back()
    {
        await using var replicas = await Replicas.StartAsync();
        await AreThereAsync(replicas);
        await replicas.Redis.KillAsync();
        await replicas.First.LogsAsync(Replicas.Paused(), Patience);
        await replicas.Second.LogsAsync(Replicas.Paused(), Patience);

        var told = await replicas.DrainAsync(replicas.First, HttpMethod.Put, Target);

        (told.Words, told.Shared).Should().Be(("obeyed by first alone: Redis is away; the other gateways are told when it is back", false));
        (await StatusAsync(replicas, replicas.First)).Should().Be(503);
        (await StatusAsync(replicas, replicas.Second)).Should().Be(200);
        await replicas.Redis.RestartAsync(Patience);
        await ObeyAsync(replicas, "first, second");
        (await StatusAsync(replicas, replicas.Second)).Should().Be(503);
    }

    [Fact]
    public async Task A_redis_that_forgets_or_is_written_to_by_strangers_changes_no_order()
    {
        await using var replicas = await Replicas.StartAsync();
        await AreThereAsync(replicas);
        await replicas.DrainAsync(replicas.First, HttpMethod.Put, Target);
        var hash = (await replicas.Redis.ExecuteAsync(Patience, "KEYS", "gateway-drains:*")).Trim();
        await replicas.Redis.ExecuteAsync(Patience, "EVAL", "return redis.call('SET', 'kept', redis.call('HGET', KEYS[1], 'oorigin/d1'))", "1", hash);

        await replicas.Redis.ExecuteAsync(Patience, "DEL", hash);
        await Eventually.TrueAsync(async () => (await replicas.Redis.ExecuteAsync(Patience, "HEXISTS", hash, "oorigin/d1")).Contains('1'), "it is told again", Patience);
        await replicas.DrainAsync(replicas.Second, HttpMethod.Delete, Target);
        // An order of yesterday, one for something else, and one that nobody signed.
        const string Forge = """
            redis.call('HSET', KEYS[1], 'oorigin/d1', redis.call('GET', KEYS[2]), 'oorigin', redis.call('GET', KEYS[2]), 'oorigin/d2', 'drained')
            return redis.call('HINCRBY', KEYS[1], 'n', 1)
            """;
        await replicas.Redis.ExecuteAsync(Patience, "EVAL", Forge, "2", hash, "kept");
        await ObeyAsync(replicas, "first, second");
        await replicas.Redis.ExecuteAsync(Patience, "HSET", hash, "n", "many", "ifirst", "a word", "o", "", "", "nothing");
        await ObeyAsync(replicas, "first, second");

        (await replicas.DrainAsync(replicas.Second, HttpMethod.Get)).Drains.Should().BeEmpty();
        (await StatusAsync(replicas, replicas.First), await StatusAsync(replicas, replicas.Second)).Should().Be((200, 200));
        await replicas.DrainAsync(replicas.First, HttpMethod.Put, Target);
        await ObeyAsync(replicas, "first, second");
        await replicas.Redis.ExecuteAsync(Patience, "DEL", hash);
        await replicas.Redis.ExecuteAsync(Patience, "SET", hash, "no hash");
        await replicas.Second.LogsAsync(Refused(), Patience);
        (await StatusAsync(replicas, replicas.Second)).Should().Be(503, "what is known here holds");
    }

    /// <summary>Waits until both know of each other.</summary>
    private static Task AreThereAsync(Replicas replicas) => ObeyAsync(replicas, "first, second");

    private static Task ObeyAsync(Replicas replicas, string names) => Eventually.TrueAsync(
        async () => (await replicas.DrainAsync(replicas.First, HttpMethod.Get)).Words == $"obeyed by {names}", $"{names} obey", Patience);

    [GeneratedRegex(@"\[4004\].*WRONGTYPE")]
    private static partial Regex Refused();

    /// <summary>Asks for what is not kept.</summary>
    private static async Task<int> StatusAsync(Replicas replicas, GatewayProcess gateway)
    {
        var version = Interlocked.Increment(ref _asked);
        var (status, _) = await replicas.LookAsync(gateway, $"/example.org/hello/@v/v1.99.{version}.info");
        return status == 404 ? 200 : status;
    }
}
