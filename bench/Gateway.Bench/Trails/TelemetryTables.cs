using Gateway.Bench.Peers;
using Gateway.Bench.Results;

namespace Gateway.Bench.Trails;

/// <summary>How many hits a second are served with traces, metrics and logs sent to a collector and scraped by a Prometheus, and without.</summary>
internal static class TelemetryTables
{
    private const int Slices = 20;
    private const int Slice = 500;
    private const double Usual = 0.01;
    private const double Every = 1;

    public static async Task<MarkdownTable> MeasureAsync(CancellationToken cancellation)
    {
        await using var origin = await SlowOrigin.StartAsync(_ => HitLoad.Body, TimeSpan.Zero);
        await using var collector = await CollectorProcess.StartAsync(isHanging: false, cancellation);
        await using var hanging = await CollectorProcess.StartAsync(isHanging: true, cancellation);
        await using var off = await MeasuredGateway.StartAsync(origin.Address, null, 0, cancellation);
        await using var usual = await MeasuredGateway.StartAsync(origin.Address, collector.Address, Usual, cancellation);
        await using var every = await MeasuredGateway.StartAsync(origin.Address, collector.Address, Every, cancellation);
        await using var unheard = await MeasuredGateway.StartAsync(origin.Address, hanging.Address, Every, cancellation);
        MeasuredGateway[] gateways = [off, usual, every, unheard];
        foreach (var gateway in gateways)
        {
            await gateway.Load.RunAsync(Slices * Slice / 2, null);
        }

        var rates = gateways.Select(_ => new Rounds()).ToArray();
        for (var round = 0; round < Rounds.Count; round++)
        {
            var took = new TimeSpan[gateways.Length];
            // In thin slices, so that whatever else the machine does falls on all.
            for (var slice = 0; slice < Slices; slice++)
            {
                cancellation.ThrowIfCancellationRequested();
                for (var index = 0; index < gateways.Length; index++)
                {
                    took[index] += await gateways[index].Load.RunAsync(Slice, null);
                }
            }

            for (var index = 0; index < gateways.Length; index++)
            {
                rates[index].Add(HitLoad.Requests(Slices * Slice) / took[index].TotalSeconds);
            }
        }

        return new MarkdownTable("hits in memory, 4 connections, 1 KB", "a second", "of off")
            .Add("telemetry off", rates[0].ToString("0"), "1")
            .Add("on, 1% of the traces", rates[1].ToString("0"), rates[1].Over(rates[0]).ToString("0.00"))
            .Add("on, every trace", rates[2].ToString("0"), rates[2].Over(rates[0]).ToString("0.00"))
            .Add("on, every trace, the collector hangs", rates[3].ToString("0"), rates[3].Over(rates[0]).ToString("0.00"));
    }
}
