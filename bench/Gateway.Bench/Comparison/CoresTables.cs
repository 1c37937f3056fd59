using System.Globalization;
using Gateway.Bench.Results;

namespace Gateway.Bench.Comparison;

/// <summary>What a second core brings. On two cores whoever asks must have a part of one of them, so what is compared is the processor time of an answer.</summary>
internal static class CoresTables
{
    private const int TurnSeconds = 1;

    private static readonly string[] Servers = ["nginx", "gateway"];

    public static async Task<MarkdownTable> MeasureAsync(CancellationToken cancellation)
    {
        var costs = new Dictionary<int, Dictionary<Rival, Rounds>>();
        var hit = Scenario.Hits[0];
        var rivals = hit.Rivals.Where(rival => Servers.Contains(rival.Server)).ToList();
        foreach (var cores in new[] { 1, 2 })
        {
            await using var stage = new Stage(cores: cores);
            await stage.PrepareAsync(cancellation);
            await stage.StartAsync(Servers);
            costs[cores] = rivals.ToDictionary(rival => rival, _ => new Rounds());
            foreach (var rival in rivals)
            {
                await WarmUp.RunAsync(stage, rival, hit.Load, cancellation);
            }

            for (var round = 0; round < Rounds.Count; round++)
            {
                foreach (var rival in rivals)
                {
                    var used = stage[rival.Server].Processor;
                    var result = await hit.Load.RunAsync(rival.AddressOn(stage), TurnSeconds, stage.Token, cancellation);
                    costs[cores][rival].Add((stage[rival.Server].Processor - used).TotalMicroseconds / result.Requests);
                }
            }
        }

        var table = new MarkdownTable("hit, 1 KB", "µs of processor, one core", "µs of processor, two cores", "two cores do, of one");
        foreach (var rival in rivals)
        {
            var (one, two) = (costs[1][rival], costs[2][rival]);
            table.Add(rival.Name, one.ToString("0.0"), two.ToString("0.0"), string.Create(CultureInfo.InvariantCulture, $"{2 * one.Median / two.Median:0.00}"));
        }

        return table;
    }
}
