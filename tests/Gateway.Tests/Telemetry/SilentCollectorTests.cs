using System.Collections.Concurrent;
using Gateway.Lab.Collecting;
using Gateway.Tests.Caching;

namespace Gateway.Tests.Telemetry;

/// <summary>Nothing that becomes of a collector is felt by a client, or kept for ever.</summary>
[Collection(nameof(MemoryAlone))]
public class SilentCollectorTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_collector_that_says_nothing_or_is_not_there_costs_no_request_and_no_memory(bool isThere)
    {
        const int Requests = 20_000;
        const long Most = 64 << 20;
        await using var collector = await OtlpCollector.StartAsync(isGrpc: false);
        collector.IsSilent = isThere;
        await using var bed = await MeasuredBed.StartAsync(settings => settings
            .Set("Telemetry:Otlp", isThere ? collector.Address.ToString() : "http://127.0.0.1:9").Set("Telemetry:Protocol", "HttpProtobuf").Set("Telemetry:Sampling", 1));
        (await StatusAsync(bed)).Should().Be(200);
        var before = SettledHeap.Bytes();

        var statuses = new ConcurrentBag<int>();
        await Parallel.ForAsync(0, Requests, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (_, _) => statuses.Add(await StatusAsync(bed)));

        statuses.Should().HaveCount(Requests).And.OnlyContain(status => status == 200);
        // Twenty thousand spans of more than four kilobytes would be above it.
        (SettledHeap.Bytes() - before).Should().BeLessThan(Most);
    }

    // Without a look at what is remembered of the latest requests: among so many it may be gone before the look.
    private static async Task<int> StatusAsync(MeasuredBed bed)
    {
        using var answer = await bed.Gateway.Client.GetAsync(MeasuredBed.Modules + "list", TestContext.Current.CancellationToken);
        return (int)answer.StatusCode;
    }
}
