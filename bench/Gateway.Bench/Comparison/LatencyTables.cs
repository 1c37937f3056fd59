using System.Globalization;
using Gateway.Bench.Results;

namespace Gateway.Bench.Comparison;

/// <summary>How long hits take while each server does a part of what it can.</summary>
internal static class LatencyTables
{
    private const int CapacitySeconds = 1;

    // Short ones, and twice as many as elsewhere: what the machine takes for itself is in some of them, and a median of ten bears that.
    private const int Turns = 2 * Rounds.Count;

    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);
    private static readonly double[] Shares = [0.3, 0.7];

    public static async Task<MarkdownTable> MeasureAsync(CancellationToken cancellation)
    {
        await using var stage = new Stage();
        await stage.PrepareAsync(cancellation);
        await stage.StartAsync("nginx", "varnish", "kestrel", "gateway");
        var hit = Scenario.Hits[0];
        var rivals = hit.Rivals;
        var able = rivals.ToDictionary(rival => rival, _ => new Rounds());
        foreach (var rival in rivals)
        {
            await WarmUp.RunAsync(stage, rival, hit.Load, cancellation);
        }

        for (var round = 0; round < Rounds.Count; round++)
        {
            foreach (var rival in rivals)
            {
                able[rival].Add((await hit.Load.RunAsync(rival.AddressOn(stage), CapacitySeconds, stage.Token, cancellation)).PerSecond);
            }
        }

        var capacities = able.ToDictionary(rival => rival.Key, rival => rival.Value.Median);
        var table = new MarkdownTable("hit, 1 KB, at a part of what it can", "who", "a second", "p50, µs", "p99, µs", "p99.9, µs", "longest, ms", "longest GC pause, ms", "p99: gateway / peer", "target");
        foreach (var share in Shares)
        {
            using var pauses = new CollectorPauses(stage["gateway"].Id);
            var found = Play(stage, share, rivals, capacities, cancellation);
            await pauses.StopAsync();
            Add(table, share, rivals, capacities, found, pauses);
        }

        return table;
    }

    private static Dictionary<Rival, Rounds[]> Play(Stage stage, double share, IReadOnlyList<Rival> rivals, Dictionary<Rival, double> capacities, CancellationToken cancellation)
    {
        var percentiles = rivals.ToDictionary(rival => rival, _ => new Rounds[] { new(), new(), new(), new() });
        for (var turn = 0; turn < Turns; turn++)
        {
            foreach (var rival in rivals)
            {
                var took = new OpenArrivals(rival.AddressOn(stage)).Run(capacities[rival] * share, Turn, cancellation).Order().ToList();
                var found = percentiles[rival];
                foreach (var (percentile, at) in found.Zip([0.5, 0.99, 0.999, 1.0]))
                {
                    percentile.Add(took[(int)((took.Count - 1) * at)]);
                }
            }
        }

        return percentiles;
    }

    private static void Add(MarkdownTable table, double share, IReadOnlyList<Rival> rivals, Dictionary<Rival, double> capacities, Dictionary<Rival, Rounds[]> found, CollectorPauses pauses)
    {
        foreach (var rival in rivals)
        {
            var (percentiles, isGateway) = (found[rival], rival == rivals[0]);
            table.Add(
                isGateway ? string.Create(CultureInfo.InvariantCulture, $"{100 * share:0}%") : "",
                rival.Name,
                string.Create(CultureInfo.InvariantCulture, $"{capacities[rival] * share:N0}"),
                percentiles[0].ToString("0"),
                percentiles[1].ToString("0"),
                percentiles[2].ToString("0"),
                string.Create(CultureInfo.InvariantCulture, $"{percentiles[3].Percentile(1) / 1000:0.0}"),
                isGateway ? string.Create(CultureInfo.InvariantCulture, $"{pauses.Longest:0.0} of {pauses.Count}") : "",
                isGateway ? "" : found[rivals[0]][1].Over(percentiles[1]).ToString("0.00"),
                share > 0.5 && rival.Server == "nginx" ? "≤ 1.50" : isGateway ? "pause ≤ 20" : "");
        }
    }
}
