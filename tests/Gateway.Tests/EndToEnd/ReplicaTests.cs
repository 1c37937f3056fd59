using System.Diagnostics;
using Gateway.Lab.Origins.Faults;
using Gateway.Tests.Caching;
using Gateway.Tests.Commands;

namespace Gateway.Tests.EndToEnd;

/// <summary>Two gateway processes over one Redis: what one fetches the other serves, and what one purges neither does.</summary>
public sealed class ReplicaTests
{
    private const string Mod = "/example.org/hello/@v/v1.1.0.mod";
    private const string Zip = "/example.org/hello/@v/v1.1.0.zip";
    private const string Text = "/example.org/text/@v/v1.1.0.mod";

    // A second is what is promised; the rest is for a machine that is busy with other things.
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(20);

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task What_one_fetches_the_other_serves_and_what_one_purges_neither_does_whatever_their_clocks_say(int hours)
    {
        await using var replicas = await Replicas.StartAsync(TimeSpan.FromHours(hours));
        foreach (var path in new[] { Mod, Zip, Text })
        {
            (await replicas.LookAsync(replicas.First, path)).Should().Be((200, false));
        }

        await replicas.Origin.StopAsync();
        foreach (var path in new[] { Mod, Zip, Text })
        {
            (await replicas.LookAsync(replicas.Second, path)).Should().Be((200, true), "with the origin stopped");
        }

        var purged = await replicas.PurgeAsync(replicas.First, "example.org/hello");

        purged.Shared.Should().BeTrue();
        await IsGoneAsync(replicas, replicas.Second, Mod);
        await IsGoneAsync(replicas, replicas.Second, Zip);
        (await replicas.LookAsync(replicas.First, Mod)).Status.Should().Be(502);
        (await replicas.LookAsync(replicas.Second, Text)).Should().Be((200, true));
        await replicas.Origin.StartAgainAsync();
        (await Typed.RunAsync("purge", "--all", "--ops", $"{replicas.Second.Ops}")).Succeeded().Text.Should().StartWith("Purged everything: ");
        await Eventually.TrueAsync(async () => await replicas.LookAsync(replicas.First, Text) is (200, false), "the first sees it too", Patience);
    }

    [Fact]
    public async Task A_fetch_under_way_on_the_other_brings_nothing_purged_back()
    {
        await using var replicas = await Replicas.StartAsync();
        replicas.Origin.Break(Fault.Silence, times: 1);
        var early = replicas.LookAsync(replicas.Second, Mod);
        await replicas.Origin.HoldsAsync(1, Patience);

        await replicas.PurgeAsync(replicas.First, "example.org/hello");
        replicas.Origin.Release();

        (await early).Status.Should().Be(200, "it was asked for before");
        await replicas.Origin.StopAsync();
        await IsGoneAsync(replicas, replicas.Second, Mod);
        await IsGoneAsync(replicas, replicas.First, Mod);
    }

    [Fact]
    public async Task Without_its_channel_a_gateway_sees_a_purge_in_time_and_after_a_cut_before_it_trusts_redis()
    {
        await using var replicas = await Replicas.StartAsync();
        await replicas.LookAsync(replicas.First, Mod);
        await replicas.LookAsync(replicas.Second, Mod);
        await replicas.LookAsync(replicas.Second, Text);
        await replicas.Origin.StopAsync();
        await replicas.Redis.ExecuteAsync(Patience, "CLIENT", "KILL", "TYPE", "pubsub");
        await replicas.PurgeAsync(replicas.First, "example.org/hello");
        await IsGoneAsync(replicas, replicas.Second, Mod);

        var (paused, _) = Replicas.Changes(replicas.Second);
        replicas.Relay.Cut();
        await replicas.Second.LogsAsync(Replicas.Paused(), Patience, paused + 1);
        await replicas.PurgeAsync(replicas.First, "example.org/text");
        replicas.Relay.Mend();
        await replicas.Second.LogsAsync(Replicas.Resumed(), Patience, paused + 1);

        (await replicas.LookAsync(replicas.Second, Text)).Status.Should().Be(502, "it is used again, and so the purge is known");
    }

    [Fact]
    public async Task A_purge_while_redis_is_away_holds_here_at_once_and_everywhere_when_it_is_back()
    {
        await using var replicas = await Replicas.StartAsync();
        await replicas.LookAsync(replicas.First, Mod);
        await replicas.LookAsync(replicas.Second, Mod);
        await replicas.Origin.StopAsync();
        await replicas.Redis.FreezeAsync(Patience);

        var purged = await replicas.PurgeAsync(replicas.First, "example.org/hello@v1.1.0");

        (purged.Memory, purged.Shared).Should().Be((1, false));
        (await replicas.LookAsync(replicas.First, Mod)).Status.Should().Be(502);
        (await replicas.LookAsync(replicas.Second, Mod)).Should().Be((200, true), "nobody could tell it yet");
        await replicas.Redis.ThawAsync(Patience);
        await Eventually.TrueAsync(async () => (await replicas.LookAsync(replicas.Second, Mod)).Status == 502, "it is told", Patience);
    }

    [Fact]
    public async Task Two_hundred_who_ask_both_for_one_cold_zip_are_one_request_and_a_holder_that_is_killed_holds_nobody_up_for_long()
    {
        await using var replicas = await Replicas.StartAsync();
        replicas.Origin.Requests.Clear();
        replicas.Origin.Break(Fault.SlowFirstByte(TimeSpan.FromMilliseconds(200)), times: 1);

        var looks = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => replicas.LookAsync(i % 2 == 0 ? replicas.First : replicas.Second, Zip)));

        looks.Should().OnlyContain(look => look.Status == 200);
        replicas.Origin.Requests.Targets.Should().Equal(Zip);

        replicas.Origin.Break(Fault.Silence, times: 1);
        var doomed = replicas.LookAsync(replicas.First, Text);
        await replicas.Origin.HoldsAsync(1, Patience);
        var waiting = replicas.LookAsync(replicas.Second, Text);
        await replicas.First.SignalAsync("KILL", Patience);

        var start = Stopwatch.GetTimestamp();
        (await waiting).Status.Should().Be(200);
        Stopwatch.GetElapsedTime(start).Should().BeLessThan(Gateway.Caching.RedisLeases.Lifetime + Promised);
        await doomed.Invoking(task => task).Should().ThrowAsync<HttpRequestException>();
    }

    private static async Task IsGoneAsync(Replicas replicas, GatewayProcess gateway, string path)
    {
        var start = Stopwatch.GetTimestamp();
        await Eventually.TrueAsync(async () => (await replicas.LookAsync(gateway, path)).Status == 502, "the purge is seen", Patience);
        Stopwatch.GetElapsedTime(start).Should().BeLessThan(Promised);
    }
}
