using Gateway.Bench.Peers;
using Gateway.Bench.Results;
using Gateway.Lab;

namespace Gateway.Bench.Downloads;

/// <summary>The real <c>go mod download</c> over an origin that takes 100 ms to answer: past the gateway, through it cold, and warm.</summary>
internal static class DownloadTables
{
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(100);

    public static async Task<MarkdownTable> MeasureAsync(CancellationToken cancellation)
    {
        var table = new MarkdownTable("go mod download", "direct, s", "cold / direct", "warm / direct", "from files / direct", "warm / from files");
        using var chain = ModuleSet.Chain();
        using var real = ModuleSet.Real();
        await AddAsync(table, "a chain of 50 small modules", chain, cancellation);
        await AddAsync(table, $"{real.Roots.Count} real modules and what they require", real, cancellation);
        return table;
    }

    private static async Task AddAsync(MarkdownTable table, string name, ModuleSet modules, CancellationToken cancellation)
    {
        await using var origin = await SlowOrigin.StartAsync(modules.Find, Latency);
        var (direct, cold, warm, files) = (new Rounds(), new Rounds(), new Rounds(), new Rounds());
        for (var round = 0; round < Rounds.Count; round++)
        {
            await using var gateway = await LabGateway.StartAsync(GatewayBefore.Settings(origin.Address));
            await RunAsync(direct, origin.Address.AbsoluteUri);
            await RunAsync(cold, gateway.GoProxy);
            await RunAsync(warm, gateway.GoProxy);
            await RunAsync(files, modules.FileProxy);
        }

        table.Add(
            name, direct.ToString("0.0"), cold.Over(direct).ToString("0.000"), warm.Over(direct).ToString("0.000"),
            files.Over(direct).ToString("0.000"), warm.Over(files).ToString("0.00"));

        async Task RunAsync(Rounds rounds, string proxy) => rounds.Add((await GoDownload.RunAsync(modules.Roots, proxy, cancellation)).TotalSeconds);
    }
}
