using Gateway.Bench.Peers;
using Gateway.Bench.Results;
using Gateway.Lab;

namespace Gateway.Bench.Trails;

/// <summary>How many hits a second are served while each is written into the audit file, and while none is.</summary>
internal static class AuditTables
{
    private const int Slices = 20;
    private const int Slice = 1000;

    public static async Task<MarkdownTable> MeasureAsync(CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("gateway-bench-");
        try
        {
            await using var origin = await SlowOrigin.StartAsync(_ => HitLoad.Body, TimeSpan.Zero);
            await using var plain = await LabGateway.StartAsync(GatewayBefore.Settings(origin.Address));
            await using var audited = await LabGateway.StartAsync(GatewayBefore.Settings(origin.Address).Set("Auditing:File", Path.Combine(folder.FullName, "audit.jsonl")));
            using var off = new HitLoad(plain.AddressOf("Plain"));
            using var on = new HitLoad(audited.AddressOf("Plain"));
            await off.RunAsync(Slice, null);
            await on.RunAsync(Slice, null);
            var (without, with) = (new Rounds(), new Rounds());
            for (var round = 0; round < Rounds.Count; round++)
            {
                var (one, other) = (TimeSpan.Zero, TimeSpan.Zero);
                for (var slice = 0; slice < Slices; slice++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    one += await off.RunAsync(Slice, null);
                    other += await on.RunAsync(Slice, null);
                }

                without.Add(HitLoad.Requests(Slices * Slice) / one.TotalSeconds);
                with.Add(HitLoad.Requests(Slices * Slice) / other.TotalSeconds);
            }

            return new MarkdownTable("hits in memory", "audit off, a second", "audit to a file, a second", "file / off")
                .Add("4 connections, 1 KB", without.ToString("0"), with.ToString("0"), with.Over(without).ToString("0.00"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
