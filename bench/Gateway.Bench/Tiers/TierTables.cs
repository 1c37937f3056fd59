using Gateway.Bench.Peers;
using Gateway.Bench.Results;
using Gateway.Bench.Traces;
using Gateway.Tests.Caching;

namespace Gateway.Bench.Tiers;

/// <summary>Memory only, both tiers, Redis only: what each brings two gateways whose memory is smaller than what is asked for.</summary>
internal static class TierTables
{
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(50);

    public static async Task<MarkdownTable> MeasureAsync(CancellationToken cancellation)
    {
        var trace = FixedTraces.SmallBuilds;
        var bodies = trace.Items.ToDictionary(item => item.Key, MadeBody.Of);
        await using var origin = await SlowOrigin.StartAsync(bodies.GetValueOrDefault, Latency);
        await using var redis = await RedisServer.StartAsync(cancellation);
        var rows = TierChoice.All.Select(choice => (Choice: choice, Hits: new Rounds(), Median: new Rounds(), Mean: new Rounds())).ToList();
        for (var round = 0; round < Rounds.Count; round++)
        {
            foreach (var row in rows)
            {
                var (hits, median, mean) = await TierRun.RunAsync(row.Choice, trace, origin.Address, redis, cancellation);
                row.Hits.Add(hits * 100);
                row.Median.Add(median);
                row.Mean.Add(mean);
            }
        }

        var table = new MarkdownTable("tiers", "hits, %", "median, ms", "mean, ms", "mean / memory only", "a published prototype");
        foreach (var (choice, hits, median, mean) in rows)
        {
            table.Add(choice.Name, hits.ToString("0.0"), median.ToString("0.00"), mean.ToString("0.0"), mean.Over(rows[0].Mean).ToString("0.00"), choice.Prototype);
        }

        return table;
    }
}
