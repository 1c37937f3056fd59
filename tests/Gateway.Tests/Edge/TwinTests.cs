using Gateway.Edge;
using Gateway.Lab.Origins.Faults;
using Gateway.Tests.Caching;
using Gateway.Tests.Chaos;

namespace Gateway.Tests.Edge;

/// <summary>The repetition of a refused request on its connection: marked, and decided again unless it is remembered for everybody.</summary>
public sealed class TwinTests
{
    private const string Missing = "/example.org/hello/@v/v1.9.0.info";

    private static readonly Func<CacheTestBed, PlainClient> Connect = static bed => new PlainClient(bed.Gateway.AddressOf("Plain"));

    [Fact]
    public async Task A_not_found_is_answered_from_memory_and_its_twin_is_marked()
    {
        await using var bed = await CacheTestBed.StartAsync();
        using var counted = new Counted("gateway.edge.twins", bed.Gateway);
        using var client = Connect(bed);

        var first = await client.SendAsync(Missing);
        var twin = await client.SendAsync(Missing);
        var third = await client.SendAsync(Missing);

        new[] { first, twin, third }.Select(answer => answer.Status).Should().Equal(404, 404, 404);
        new[] { first, twin, third }.Select(answer => answer.Headers["cache-status"]).Should().Equal(
            "gateway; fwd=miss", "gateway; hit; ttl=30; detail=twin", "gateway; hit; ttl=30");
        bed.Origin.Requests.Should().ContainSingle();
        counted.Tags("status", "404").Should().ContainSingle();
    }

    [Theory]
    [InlineData(403, 403)]
    [InlineData(401, 502)]
    [InlineData(429, 503)]
    public async Task Every_other_refusal_is_decided_again(int upstream, int status)
    {
        await using var bed = await CacheTestBed.StartAsync();
        bed.Origin.Break(Fault.Status(upstream), request => request.Path == CacheTestBed.Mod, times: 1);
        using var client = Connect(bed);

        var first = await client.SendAsync(CacheTestBed.Mod);
        var twin = await client.SendAsync(CacheTestBed.Mod);

        (first.Status, twin.Status).Should().Be((status, 200), "what was missing may have been brought");
    }

    [Fact]
    public async Task A_refusal_that_is_decided_again_and_stays_is_marked()
    {
        await using var bed = await CacheTestBed.StartAsync();
        bed.Origin.Break(Fault.Status(403), request => request.Path == CacheTestBed.Mod);
        using var client = Connect(bed);

        await client.SendAsync(CacheTestBed.Mod);
        var twin = await client.SendAsync(CacheTestBed.Mod);

        twin.Headers["cache-status"].Should().Be("gateway; fwd=miss; detail=twin");
        bed.Origin.Requests.Targets.Count(target => target == CacheTestBed.Mod).Should().Be(2);
    }

    public static TheoryData<string, string, bool> Repetitions => new()
    {
        { "Authorization: Basic YTpi\r\n", "Authorization: Basic YTpi\r\n", true },
        { "X-Token: a\r\n", "X-Token: a\r\n", true },
        { "User-Agent: GoCommand/1 (+https://go.dev/cmd/go)\r\n", "User-Agent: Go-http-client/2.0\r\n", true },
        { "", "Authorization: Basic YTpi\r\n", false },
        { "Authorization: Basic YTpi\r\n", "Authorization: Basic YTpj\r\n", false },
        { "X-Token: a\r\n", "X-Token: b\r\n", false },
    };

    [Theory]
    [MemberData(nameof(Repetitions))]
    public async Task A_twin_comes_with_the_same_credentials(string first, string second, bool isTwin)
    {
        await using var bed = await CacheTestBed.StartAsync();
        using var counted = new Counted("gateway.edge.twins", bed.Gateway);
        using var client = Connect(bed);

        await client.SendAsync(Missing, headers: first);
        await client.SendAsync(Missing, headers: second);

        counted.Sum.Should().Be(isTwin ? 1 : 0);
    }

    [Fact]
    public async Task Another_connection_another_path_another_method_or_a_later_moment_is_no_twin()
    {
        await using var bed = await CacheTestBed.StartAsync();
        using var counted = new Counted("gateway.edge.twins", bed.Gateway);
        using var client = Connect(bed);
        using var other = Connect(bed);

        await client.SendAsync(Missing);
        await other.SendAsync(Missing);
        await client.SendAsync("/example.org/hello/@v/v1.8.0.info");
        await client.SendAsync(Missing, "HEAD");
        bed.Time.Move(TimeSpan.FromSeconds(6));
        await client.SendAsync(Missing);

        counted.Sum.Should().Be(0);
    }

    [Fact]
    public async Task What_was_not_refused_has_no_twin()
    {
        await using var bed = await CacheTestBed.StartAsync();
        bed.Origin.Break(Fault.Status(500), request => request.Path == CacheTestBed.Mod);
        using var counted = new Counted("gateway.edge.twins", bed.Gateway);
        using var client = Connect(bed);

        foreach (var path in new[] { CacheTestBed.List, CacheTestBed.List, CacheTestBed.Mod, CacheTestBed.Mod })
        {
            await client.SendAsync(path);
        }

        counted.Sum.Should().Be(0);
    }

    [Fact]
    public void A_connection_remembers_its_last_refusals_and_no_more()
    {
        var refusals = new RecentRefusals();
        var now = DateTimeOffset.UnixEpoch;
        for (var number = 0; number < 65; number++)
        {
            refusals.Add(new Fingerprint((UInt128)number), 404, now);
        }

        refusals.IsEmpty(now).Should().BeFalse();
        refusals.Take(new Fingerprint(33), now).Should().Be(404, "it grew with all in their order");
        refusals.Take(new Fingerprint(0), now).Should().BeNull();
        refusals.Take(new Fingerprint(1), now).Should().Be(404);
        refusals.Take(new Fingerprint(1), now).Should().BeNull();
        refusals.Take(new Fingerprint(64), now.AddSeconds(6)).Should().BeNull();
        refusals.IsEmpty(now.AddSeconds(6)).Should().BeTrue();
    }
}
