using System.Net;
using System.Text.Json;
using Gateway.Lab.Origins.Faults;
using Gateway.Tests.Caching;

namespace Gateway.Tests.Mirroring;

/// <summary>Nothing that a mirror does is felt by a client.</summary>
[Collection(nameof(MemoryAlone))]
public class MirrorHarmTests
{
    private const int Clients = 8;
    private const int Requests = 4000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Harms => new("refused", "silence", "headers", "reset", "garbage", "cut", "html", "status 503", "slow");

    [Theory]
    [MemberData(nameof(Harms))]
    public async Task No_request_fails_and_memory_stays_flat_while_the_mirror_is(string harm)
    {
        await using var bed = await MirrorBed.StartAsync(new { QueueLength = 64, RequestsAtOnce = 2, Timeout = "00:00:00.2", Compare = true });
        if (harm == "refused")
        {
            await bed.Audit.StopAsync();
        }
        else
        {
            bed.Audit.Fault = harm switch
            {
                "status 503" => Fault.Status(503),
                "slow" => Fault.SlowFirstByte(TimeSpan.FromMilliseconds(100)),
                _ => Fault.Find(harm)!,
            };
        }

        // The first ones make whatever is made once.
        (await FailedAsync(bed, Requests / 4)).Should().Be(0);
        var before = SettledHeap.Bytes();
        (await FailedAsync(bed, Requests)).Should().Be(0);
        var grown = SettledHeap.Bytes() - before;

        bed.Mirror.Waiting.Should().BeLessThanOrEqualTo(64);
        grown.Should().BeLessThan(8 << 20, "each request would otherwise leave two kilobytes");
        await bed.SettledAsync(Requests + (Requests / 4));
        bed.Settled.Should().Be(Requests + (Requests / 4), "every copy is counted once");
    }

    [Fact]
    public async Task A_mirror_that_is_down_is_left_alone_says_so_and_gets_copies_again()
    {
        await using var bed = await MirrorBed.StartAsync();
        await bed.Audit.StopAsync();
        await Eventually.TrueAsync(async () =>
        {
            await bed.AskAsync("/example.org/hello/@v/v1.1.0.mod");
            return (await bed.ShownAsync()).GetProperty("leftAlone").GetString() is not null;
        }, "the mirror is left alone", Cancellation);
        var shown = await bed.ShownAsync();
        shown.GetProperty("leftAlone").GetString().Should().Contain("refused the connection");
        shown.GetProperty("dropped").GetProperty("failed").GetInt64().Should().BePositive();
        (shown.GetProperty("state").GetString(), shown.GetProperty("last").ValueKind).Should().Be(("left-alone", JsonValueKind.Null));

        await bed.Audit.StartAgainAsync();

        await Eventually.TrueAsync(async () =>
        {
            await bed.AskAsync("/example.org/hello/@v/v1.1.0.mod");
            return bed.Mirror.Tally.Sent > 0;
        }, "copies arrive again", Cancellation);
        shown = await bed.ShownAsync();
        shown.GetProperty("dropped").GetProperty("breaker-open").GetInt64().Should().BePositive();
        shown.GetProperty("last").ValueKind.Should().Be(JsonValueKind.String);
    }

    [Fact]
    public async Task What_waits_is_sent_before_the_gateway_ends()
    {
        await using var bed = await MirrorBed.StartAsync(new { RequestsAtOnce = 1 });
        bed.Audit.Fault = Fault.Silence;
        var ids = new List<string>();
        for (var asked = 0; asked < 30; asked++)
        {
            ids.Add((await bed.AskAsync("/example.org/hello/@v/v1.1.0.mod")).Id);
        }

        var ending = bed.Gateway.App.StopAsync(Cancellation);
        bed.Audit.Heal();
        await ending;

        bed.Audit.Requests.Select(copy => copy.Header("X-Request-ID")).Should().BeEquivalentTo(ids);
    }

    [Fact]
    public async Task The_end_does_not_wait_for_a_mirror_that_hangs()
    {
        await using var bed = await MirrorBed.StartAsync(new { RequestsAtOnce = 1, Timeout = "00:05:00", StopTimeout = "00:00:00.1" });
        bed.Audit.Fault = Fault.Silence;
        for (var asked = 0; asked < 10; asked++)
        {
            await bed.AskAsync("/example.org/hello/@v/v1.1.0.mod");
        }

        await bed.Gateway.App.StopAsync(Cancellation).WaitAsync(TimeSpan.FromMinutes(1), Cancellation);

        bed.Mirror.Tally.Dropped.Should().BeEquivalentTo(new Dictionary<string, long> { ["stopping"] = 10 });
    }

    private static async Task<int> FailedAsync(MirrorBed bed, int requests)
    {
        var failed = 0;
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            for (var asked = 0; asked < requests / Clients; asked++)
            {
                using var response = await bed.Gateway.Client.GetAsync("/example.org/hello/@v/v1.1.0.mod", Cancellation);
                if (response.StatusCode != HttpStatusCode.OK)
                {
                    Interlocked.Increment(ref failed);
                }
            }
        }));
        return failed;
    }
}
