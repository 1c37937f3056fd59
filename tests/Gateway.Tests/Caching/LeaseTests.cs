using Gateway.Caching;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Caching;

/// <summary>One of two gateways fetches what is cold, the other waits for it: a moment, and never in vain for long.</summary>
public sealed class LeaseTests
{
    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_hundred_who_ask_two_gateways_for_one_cold_zip_are_one_request_upstream()
    {
        // Of more than one piece, and no larger: two hundred times the large one would keep this process busy for seconds.
        const string Zip = "/example.org/text/@v/v1.2.0.zip";
        await using var bed = await LeaseTestBed.StartAsync();
        bed.Origin.Break(Fault.Silence, times: 1);

        var asking = new[] { bed.First, bed.Second }
            .SelectMany(gateway => Enumerable.Range(0, 100).Select(_ => gateway.Client.GetByteArrayAsync(Zip, Patience))).ToList();
        await bed.PersistAsync(Zip);
        await bed.Origin.HoldsAsync(1, Patience);
        await bed.First.WaitedForAsync(100);
        await bed.Second.WaitedForAsync(100);
        await bed.AskedInVainAsync(2);
        bed.Origin.Release();

        var truth = LabModules.Public().Find("example.org/text", "v1.2.0")!.Zip.ToArray();
        (await Task.WhenAll(asking)).Should().OnlyContain(body => body.SequenceEqual(truth));
        bed.Origin.Requests.Targets.Should().Equal(Zip);
        new[] { bed.OfFirst.Tags("outcome", "taken").Count, bed.OfSecond.Tags("outcome", "taken").Count }.Should().BeEquivalentTo([0, 1]);
        new[] { bed.OfFirst.Tags("outcome", "found").Count, bed.OfSecond.Tags("outcome", "found").Count }.Should().BeEquivalentTo([0, 1]);
        await bed.IsReleasedAsync(Zip);
    }

    [Theory]
    [InlineData(CacheTestBed.Mod, 200, 200)]
    [InlineData(CacheTestBed.Missing, 200, 404)]
    [InlineData(CacheTestBed.Mod, 500, 502)]
    public async Task A_lease_is_given_back_when_the_fetch_is_over_whatever_came_of_it(string path, int upstream, int answer)
    {
        await using var bed = await LeaseTestBed.StartAsync();
        if (upstream != 200)
        {
            bed.Origin.Fault = Fault.Status(upstream);
        }

        (await StatusAsync(bed.First, path)).Should().Be(answer);

        bed.OfFirst.Tags("outcome", "taken").Should().ContainSingle();
        await bed.IsReleasedAsync(path);
    }

    [Fact]
    public async Task When_the_first_fails_the_other_asks_for_itself()
    {
        await using var bed = await LeaseTestBed.StartAsync();
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bed.Origin.Break(Fault.SlowFirstByte(answer.Task), times: 1);
        var first = StatusAsync(bed.First, CacheTestBed.List);
        await bed.PersistAsync(CacheTestBed.List);
        var second = StatusAsync(bed.Second, CacheTestBed.List);
        await bed.AskedInVainAsync(2);
        await bed.Origin.Requests.WaitForAsync(1, Patience);
        bed.Origin.Requests.Should().ContainSingle();

        // Its connection alone: who asks next is answered.
        answer.SetException(new IOException("The origin hangs up."));

        (await first).Should().Be(502);
        (await second).Should().Be(200);
        bed.OfSecond.Tags("outcome", "in-vain").Should().BeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_lease_is_given_back_as_soon_as_the_size_shows_that_nobody_will_find_it(bool isChunked)
    {
        var toolchain = LabModules.ToolchainOf(32 << 20);
        var path = $"/{LabModules.Toolchain}/@v/{toolchain.Version}.zip";
        await using var bed = await LeaseTestBed.StartAsync(
            origin: options => options with { Library = new ModuleLibrary(toolchain), IsChunked = isChunked });
        bed.Origin.Break(Fault.Silence, times: 1);
        var first = bed.First.Client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, Patience);
        await bed.PersistAsync(path);
        await bed.Origin.HoldsAsync(1, Patience);
        var second = bed.Second.Client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, Patience);
        await bed.AskedInVainAsync(2);
        bed.Origin.Release();

        using var firstResponse = await first;
        using var secondResponse = await second;

        // Neither client has read anything, so that neither fetch can be over.
        await bed.IsReleasedAsync(path);
        bed.OfSecond.Tags("outcome", "taken").Should().ContainSingle();
        bed.Origin.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_lease_without_an_end_is_waited_for_as_long_as_one_may_hold_and_taken_over()
    {
        await using var bed = await LeaseTestBed.StartAsync();
        await bed.Redis.ExecuteAsync(Patience, "SET", LeaseTestBed.LeaseOf(CacheTestBed.Mod), "somebody");
        var asking = StatusAsync(bed.First, CacheTestBed.Mod);
        await bed.AskedInVainAsync(5);
        bed.Origin.Requests.Should().BeEmpty();

        bed.Time.Move(RedisLeases.Lifetime);

        (await asking).Should().Be(200);
        bed.OfFirst.Tags("outcome", "in-vain").Should().ContainSingle();
        await bed.IsReleasedAsync(CacheTestBed.Mod);
    }

    [Fact]
    public async Task A_lease_ends_by_itself_and_who_waited_takes_the_next()
    {
        await using var bed = await LeaseTestBed.StartAsync();
        await bed.Redis.ExecuteAsync(Patience, "SET", LeaseTestBed.LeaseOf(CacheTestBed.Mod), "dead", "PX", "300");

        (await StatusAsync(bed.First, CacheTestBed.Mod)).Should().Be(200);

        bed.OfFirst.Tags("outcome", "taken").Should().ContainSingle();
        bed.Origin.Break(Fault.Silence, times: 1);
        var asking = StatusAsync(bed.First, CacheTestBed.List);
        await bed.Origin.HoldsAsync(1, Patience);
        long.Parse(await bed.Redis.ExecuteAsync(Patience, "PTTL", LeaseTestBed.LeaseOf(CacheTestBed.List))).Should().BeInRange(1, (long)RedisLeases.Lifetime.TotalMilliseconds);
        bed.Origin.Release();
        (await asking).Should().Be(200);
    }

    [Fact]
    public async Task Who_lost_his_lease_leaves_that_of_the_next_alone()
    {
        await using var bed = await LeaseTestBed.StartAsync();
        bed.Origin.Break(Fault.Silence, times: 1);
        var asking = StatusAsync(bed.First, CacheTestBed.Mod);
        await bed.PersistAsync(CacheTestBed.Mod);
        await bed.Origin.HoldsAsync(1, Patience);
        await bed.Redis.ExecuteAsync(Patience, "SET", LeaseTestBed.LeaseOf(CacheTestBed.Mod), "the next");
        using var released = new Counted("gateway.redis.calls", bed.First);

        bed.Origin.Release();

        (await asking).Should().Be(200);
        await Eventually.TrueAsync(() => released.Tags("operation", "release").Count == 1, "it was given back", Patience);
        (await bed.Redis.ExecuteAsync(Patience, "GET", LeaseTestBed.LeaseOf(CacheTestBed.Mod))).Should().Be("the next");
    }

    [Fact]
    public async Task What_is_purged_while_one_waits_for_the_other_is_fetched_anew()
    {
        await using var bed = await LeaseTestBed.StartAsync();
        bed.Origin.Break(Fault.Silence, times: 1);
        var first = StatusAsync(bed.First, CacheTestBed.List);
        await bed.PersistAsync(CacheTestBed.List);
        await bed.Origin.HoldsAsync(1, Patience);
        var second = bed.Second.Client.GetAsync(CacheTestBed.List, Patience);
        await bed.AskedInVainAsync(2);

        var purged = await bed.Second.App.Services.GetRequiredService<Purges>().ForgetAsync(CacheTags.Module("example.org/hello"));
        bed.Origin.Release();

        purged.IsShared.Should().BeTrue();
        (await first).Should().Be(200);
        using var answer = await second;
        answer.Headers.GetValues("Cache-Status").Single().Should().StartWith("gateway; fwd=miss");
        bed.Origin.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_private_module_that_stays_in_memory_is_waited_for_by_nobody()
    {
        await using var bed = await LeaseTestBed.StartAsync(settings => settings.Private("example.org"));
        await bed.Redis.ExecuteAsync(Patience, "SET", LeaseTestBed.LeaseOf(CacheTestBed.Mod, "private"), "somebody");

        // The stop-watch stands: who waited would wait for ever.
        (await StatusAsync(bed.First, CacheTestBed.Mod)).Should().Be(200);

        bed.OfFirst.Sum.Should().Be(0);
    }

    [Fact]
    public async Task Without_redis_nobody_waits()
    {
        await using var bed = await LeaseTestBed.StartAsync();
        await bed.Redis.KillAsync();
        await Eventually.TrueAsync(() => !bed.First.App.Services.GetRequiredService<RedisLink>().IsUsed, "it is noticed", Patience);
        using var calls = new Counted("gateway.redis.calls", bed.First);

        (await StatusAsync(bed.First, CacheTestBed.Mod)).Should().Be(200);

        bed.OfFirst.Tags("outcome", "away").Should().ContainSingle();
        calls.Tags("operation", "lease").Should().ContainSingle().Which["outcome"].Should().Be("skipped");
    }

    private static async Task<int> StatusAsync(LabGateway gateway, string path)
    {
        using var response = await gateway.Client.GetAsync(path, Patience);
        await response.Content.ReadAsByteArrayAsync(Patience);
        return (int)response.StatusCode;
    }
}
