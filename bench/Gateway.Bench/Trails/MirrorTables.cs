using System.Text.Json.Nodes;
using Gateway.Bench.Peers;
using Gateway.Bench.Results;
using Gateway.Lab;

namespace Gateway.Bench.Trails;

/// <summary>What clients feel of a mirror that takes every copy and answers none.</summary>
internal static class MirrorTables
{
    private const int Slices = 40;
    private const int Slice = 250;

    public static async Task<MarkdownTable> MeasureAsync(CancellationToken cancellation)
    {
        await using var origin = await SlowOrigin.StartAsync(_ => HitLoad.Body, TimeSpan.Zero);
        await using var hanging = await SlowOrigin.StartAsync(_ => HitLoad.Body, TimeSpan.FromHours(1));
        await using var plain = await LabGateway.StartAsync(Settings(origin, hanging));
        await using var mirrored = await LabGateway.StartAsync(Settings(origin, hanging).Set("Mirroring:hanging", new JsonObject { ["Cluster"] = "hanging", ["Timeout"] = "00:00:01" }));
        using var without = new HitLoad(plain.AddressOf("Plain"));
        using var with = new HitLoad(mirrored.AddressOf("Plain"));
        await without.RunAsync(Slice * Slices / 4, null);
        await with.RunAsync(Slice * Slices / 4, null);
        var (median, tail, medianWith, tailWith) = (new Rounds(), new Rounds(), new Rounds(), new Rounds());
        for (var round = 0; round < Rounds.Count; round++)
        {
            var (one, other) = (new List<double>(), new List<double>());
            // In thin slices, so that whatever else the machine does falls on both.
            for (var slice = 0; slice < Slices; slice++)
            {
                cancellation.ThrowIfCancellationRequested();
                await without.RunAsync(Slice, one);
                await with.RunAsync(Slice, other);
            }

            median.Add(Share(one, 0.5));
            tail.Add(Share(one, 0.99));
            medianWith.Add(Share(other, 0.5));
            tailWith.Add(Share(other, 0.99));
        }

        return new MarkdownTable("hits in memory", "no mirror, µs", "hanging mirror, µs", "hanging / none")
            .Add("median", median.ToString("0"), medianWith.ToString("0"), medianWith.Over(median).ToString("0.00"))
            .Add("99th percentile", tail.ToString("0"), tailWith.ToString("0"), tailWith.Over(tail).ToString("0.00"));
    }

    private static LabSettings Settings(SlowOrigin origin, SlowOrigin hanging) => GatewayBefore.Settings(origin.Address).Cluster("hanging", null, hanging.Address);

    private static double Share(List<double> took, double share)
    {
        took.Sort();
        return took[(int)((took.Count - 1) * share)];
    }
}
