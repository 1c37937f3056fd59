using System.Globalization;
using Gateway.Bench.Results;

namespace Gateway.Bench.Comparison;

/// <summary>How fast the gateway answers beside its peers, with one core each.</summary>
internal static class ThroughputTables
{
    private const int MixedMegabytes = 128;

    public static async Task<MarkdownTable> MeasureHitsAsync(CancellationToken cancellation)
    {
        var contests = await PlayAsync(Scenario.Hits, ["nginx", "varnish", "kestrel", "kestrel-mutual", "gateway", "guarded", "tunnel"], new Stage(), cancellation);
        contests.AddRange(await PlayAsync([Scenario.Mixed], ["nginx", "varnish", "gateway"], new Stage(MixedMegabytes), cancellation));
        return await WriteAsync("hits", contests, cancellation);
    }

    public static async Task<MarkdownTable> MeasureFetchesAsync(CancellationToken cancellation) =>
        await WriteAsync("fetches", await PlayAsync(Scenario.Fetches, ["nginx", "haproxy", "yarp", "fetch", "misses"], new Stage(), cancellation), cancellation);

    private static async Task<List<Contest>> PlayAsync(IReadOnlyList<Scenario> scenarios, string[] servers, Stage stage, CancellationToken cancellation)
    {
        var contests = new List<Contest>();
        await using (stage)
        {
            await stage.PrepareAsync(cancellation);
            await stage.StartAsync(servers);
            foreach (var scenario in scenarios)
            {
                var contest = new Contest(scenario);
                await contest.PlayAsync(stage, cancellation);
                contests.Add(contest);

                // A run takes minutes; who waits sees what there is.
                await Console.Error.WriteLineAsync($"{scenario.Name}: {string.Join(", ", scenario.Rivals.Select(rival => $"{rival.Name} {contest.RateOf(rival).ToString("N0")}"))}");
            }
        }

        return contests;
    }

    private static async Task<MarkdownTable> WriteAsync(string name, List<Contest> contests, CancellationToken cancellation)
    {
        await ContestFile.WriteAsync(name, contests, cancellation);
        var table = new MarkdownTable("scenario", "who", "a second", "µs of processor", "failed", "memory grew, MiB", "a second: gateway / peer", "for each µs: gateway / peer", "target");
        foreach (var contest in contests)
        {
            var (scenario, gateway) = (contest.Scenario, contest.Scenario.Rivals[0]);
            foreach (var rival in scenario.Rivals)
            {
                table.Add(
                    rival == gateway ? $"{scenario.Name}{(scenario.CountsBytes ? ", MiB" : "")}" : "",
                    rival.Name,
                    contest.RateOf(rival).ToString("N0"),
                    contest.CostOf(rival).ToString(scenario.CountsBytes ? "0" : "0.0"),
                    contest.FailedOf(rival).ToString("N0", CultureInfo.InvariantCulture),
                    scenario.CountsBytes ? string.Create(CultureInfo.InvariantCulture, $"{contest.GrowthOf(rival) / (double)(1 << 20):0}") : "",
                    rival == gateway ? "" : contest.RateOf(gateway).Over(contest.RateOf(rival)).ToString("0.00"),
                    rival == gateway ? "" : contest.CostOf(rival).Over(contest.CostOf(gateway)).ToString("0.00"),
                    rival.Target?.ToString("0.00", CultureInfo.InvariantCulture) ?? "");
            }
        }

        return table;
    }
}
