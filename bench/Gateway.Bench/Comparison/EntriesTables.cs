using Gateway.Bench.Results;

namespace Gateway.Bench.Comparison;

/// <summary>What a hit costs as more and more is kept.</summary>
internal static class EntriesTables
{
    private const int WarmSeconds = 20;
    private const int TurnSeconds = 2;

    // As long as a million misses take, and some more.
    private const int FillSeconds = 120;

    private static readonly int[] Entries = [1_000, 1_000_000];

    public static async Task<MarkdownTable> MeasureAsync(CancellationToken cancellation)
    {
        await using var stage = new Stage();
        await stage.PrepareAsync(cancellation);
        await stage.StartAsync("gateway");
        var address = Scenario.Hits[0].Rivals[0].AddressOn(stage);
        var table = new MarkdownTable("entries in memory, asked for in turn", "hits a second", "µs of processor", "cost / cost of the first", "target");
        Rounds? first = null;
        foreach (var entries in Entries)
        {
            var load = new Load("small.example", "mod", entries);
            await load.RunAsync(address, entries == Entries[^1] ? FillSeconds : WarmSeconds, stage.Token, cancellation);
            var (rates, costs) = (new Rounds(), new Rounds());
            for (var round = 0; round < Rounds.Count; round++)
            {
                var used = stage["gateway"].Processor;
                var result = await load.RunAsync(address, TurnSeconds, stage.Token, cancellation);
                rates.Add(result.PerSecond);
                costs.Add((stage["gateway"].Processor - used).TotalMicroseconds / result.Requests);
            }

            first ??= costs;
            table.Add(entries.ToString("N0", null), rates.ToString("N0"), costs.ToString("0.0"), costs.Over(first).ToString("0.00"), "≤ 1.50");
        }

        return table;
    }
}
