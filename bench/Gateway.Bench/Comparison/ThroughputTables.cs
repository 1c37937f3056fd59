using System.Globalization;
using Gateway.Bench.Results;

namespace Gateway.Bench.Comparison;

/// <summary>How fast the gateway answers beside its peers, with one core each.</summary>
internal static class ThroughputTables
{
    private const int MixedMegabytes = 128;

    public static async Task<MarkdownTable> MeasureAsync(CancellationToken cancellation)
    {
        var table = new MarkdownTable("scenario", "who", "a second", "µs of processor", "memory grew, MiB", "gateway / peer", "target");
        var contests = new List<Contest>();
        await using (var stage = new Stage())
        {
            await stage.PrepareAsync(cancellation);
            await stage.StartAsync("nginx", "varnish", "haproxy", "yarp", "kestrel", "gateway", "misses", "guarded", "tunnel");
            foreach (var scenario in Scenario.Throughput)
            {
                contests.Add(await PlayAsync(scenario, stage, table, cancellation));
            }
        }

        await using (var stage = new Stage(MixedMegabytes))
        {
            await stage.PrepareAsync(cancellation);
            await stage.StartAsync("nginx", "varnish", "gateway");
            contests.Add(await PlayAsync(Scenario.Mixed, stage, table, cancellation));
        }

        await ContestFile.WriteAsync("throughput", contests, cancellation);
        return table;
    }

    private static async Task<Contest> PlayAsync(Scenario scenario, Stage stage, MarkdownTable table, CancellationToken cancellation)
    {
        var contest = new Contest(scenario);
        await contest.PlayAsync(stage, cancellation);
        var gateway = contest.RateOf(scenario.Rivals[0]);
        foreach (var rival in scenario.Rivals)
        {
            var isGateway = rival == scenario.Rivals[0];
            table.Add(
                isGateway ? $"{scenario.Name}{(scenario.CountsBytes ? ", MiB" : "")}" : "",
                rival.Name,
                contest.RateOf(rival).ToString("N0"),
                contest.CostOf(rival).ToString("0"),
                scenario.CountsBytes ? string.Create(CultureInfo.InvariantCulture, $"{contest.GrowthOf(rival) / (double)(1 << 20):0}") : "",
                isGateway ? "" : gateway.Over(contest.RateOf(rival)).ToString("0.00"),
                rival.Target?.ToString("0.00", CultureInfo.InvariantCulture) ?? "");
        }

        // A run takes minutes; who waits sees what there is.
        await Console.Error.WriteLineAsync($"{scenario.Name}: {string.Join(", ", scenario.Rivals.Select(rival => $"{rival.Name} {contest.RateOf(rival).ToString("N0")}"))}");
        return contest;
    }
}
