using System.Text.Json.Nodes;
using Gateway.Caching;
using Gateway.Health;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Tests.Caching;
using Gateway.Tests.Checksums;
using Gateway.Tests.EndToEnd;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gateway.Tests.Access.Rules;

/// <summary>Two gateways that write down the same list in the same moment, each from an origin of its own: nothing that one of them saw is lost to the other.</summary>
public sealed class SightingRaceTests : IAsyncLifetime
{
    private const string Text = "/example.org/text/@v/";

    private static readonly DateTimeOffset LongAgo = new(2001, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly AheadClock _clock = new();
    private readonly List<IAsyncDisposable> _started = [];
    private RedisServer _redis = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_folder["key"], new string('k', 32), Cancellation);
        _redis = await RedisServer.StartAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var started in Enumerable.Reverse(_started))
        {
            await started.DisposeAsync();
        }

        await _redis.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_list_that_was_seen_without_a_version_counts_though_another_gateway_begins_with_it_in_the_same_moment()
    {
        var (before, after) = (await StartAsync(), await StartAsync("v1.3.0"));
        await LearnAsync(before);
        await ForgetListsAsync();
        await LearnAsync(after, "v1.3.0");

        await TakeDownAtOnceAsync(before, after);

        (await ZipAsync(after, "v1.3.0")).Status.Should().Be(403, "the other one has seen the list without it");
        (await ZipAsync(await StartAsync("v1.3.0"), "v1.3.0")).Status.Should().Be(403, "it is written down");
    }

    [Fact]
    public async Task What_each_of_two_saw_appear_in_the_same_moment_is_known_to_a_third()
    {
        var (one, other) = (await StartAsync(), await StartAsync());
        await ListAsync(one, "Guarded");
        await ListAsync(other, "Guarded");
        Publish(one, "v1.3.0");
        Publish(other, "v1.4.0");
        // What is kept of the list is believed no more.
        _clock.Move(TimeSpan.FromMinutes(20));
        await LearnAsync(one, "v1.3.0");
        await LearnAsync(other, "v1.4.0");

        await TakeDownAtOnceAsync(one, other);

        var seen = (await ZipAsync(one, "v1.3.0"), await ZipAsync(other, "v1.4.0"));
        _clock.Move(TimeSpan.FromHours(5));
        var third = await StartAsync("v1.3.0", "v1.4.0");
        (await ZipAsync(third, "v1.3.0"), await ZipAsync(third, "v1.4.0")).Should().Be(seen, "they appeared when they appeared");
        seen.Item1.Should().Match<(int Status, string Text)>(answer => answer.Status == 403 && answer.Text.StartsWith("v1.3.0 appeared on "));
        seen.Item2.Should().Match<(int Status, string Text)>(answer => answer.Status == 403 && answer.Text.StartsWith("v1.4.0 appeared on "));
    }

    /// <summary>Both take down the list that they have in memory: both have read what Redis has of it before either writes, the first one first.</summary>
    private async Task TakeDownAtOnceAsync(Site first, Site second)
    {
        // A lease is given back behind the answer, and would be taken for one of the two.
        await Eventually.TrueAsync(
            async () => string.IsNullOrWhiteSpace(await _redis.ExecuteAsync(Cancellation, "KEYS", "gateway-lease:*")), "every lease is given back", Cancellation);
        await _redis.ExecuteAsync(Cancellation, "CLIENT", "PAUSE", "600000", "WRITE");
        var one = ListAsync(first, "Guarded");
        await WaitingAsync(1);
        var other = ListAsync(second, "Guarded");
        await WaitingAsync(2);
        await _redis.ExecuteAsync(Cancellation, "CLIENT", "UNPAUSE");
        await Task.WhenAll(one, other);
    }

    private Task WaitingAsync(int writers) => Eventually.TrueAsync(
        async () => (await _redis.ExecuteAsync(Cancellation, "INFO", "clients")).Contains($"blocked_clients:{writers}\r", StringComparison.Ordinal), $"{writers} want to write", Cancellation);

    /// <summary>Has the list, with these versions, and what they say of themselves in memory, and nobody has taken it down.</summary>
    private static async Task LearnAsync(Site site, params string[] versions)
    {
        await Eventually.TrueAsync(async () => await ListAsync(site, "Plain") is var list && versions.All(version => list.Contains($"{version}\n", StringComparison.Ordinal)), "the list is the new one", Cancellation);
    }

    /// <summary>A list that one gateway fetched is no longer there for others.</summary>
    private async Task ForgetListsAsync()
    {
        var keys = (await _redis.ExecuteAsync(Cancellation, "KEYS", "*@v/list")).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        keys.Should().NotBeEmpty();
        await _redis.ExecuteAsync(Cancellation, ["DEL", .. keys]);
    }

    private static async Task<string> ListAsync(Site site, string listener)
    {
        using var client = new HttpClient { BaseAddress = site.Gateway.AddressOf(listener) };
        return await client.GetStringAsync(Text + "list", Cancellation);
    }

    private static async Task<(int Status, string Text)> ZipAsync(Site site, string version)
    {
        using var client = new HttpClient { BaseAddress = site.Gateway.AddressOf("Guarded") };
        using var response = await client.GetAsync($"{Text}{version}.zip", Cancellation);
        return ((int)response.StatusCode, (await response.Content.ReadAsStringAsync(Cancellation)).Split('\n').FirstOrDefault(line => line.StartsWith(version, StringComparison.Ordinal), ""));
    }

    private static void Publish(Site site, string version) => site.Origin.Library.Publish(new LabModule { Path = "example.org/text", Version = version, Time = LongAgo });

    private async Task<Site> StartAsync(params string[] versions)
    {
        var origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public() });
        _started.Add(origin);
        var settings = new LabSettings().Cluster(origin).Route("*", "origin")
            .Set("Caching:MutableLifetime", "00:10:00")
            .Set("Caching:Redis:Connection", _redis.Address).Set("Caching:Redis:KeyFile", _folder["key"])
            // Nothing here is about a Redis that is slow, and it is held up.
            .Set("Caching:Redis:Timeout", "00:00:05")
            .Set("Listeners:Guarded:Url", "http://127.0.0.1:0")
            .Set("Access", JsonNode.Parse("""{ "Rules": [ { "Id": "wait", "Effect": "Deny", "Listeners": [ "Guarded" ], "Modules": [ "*" ], "MinimumAge": "3.00:00:00" } ] }"""));
        var gateway = await LabGateway.StartAsync(settings, _clock);
        _started.Add(gateway);
        var site = new Site(gateway, origin);
        Array.ForEach(versions, version => Publish(site, version));
        await Eventually.TrueAsync(() => gateway.App.Services.GetRequiredService<RedisLink>().IsUsed, "Redis is used", Cancellation);
        // What replicas tell each other of drains is written several times a second, and would be taken for one who takes down a list.
        await gateway.App.Services.GetServices<IHostedService>().OfType<SharedDrains>().Single().StopAsync(Cancellation);
        return site;
    }

    private sealed record Site(LabGateway Gateway, Origin Origin);
}
