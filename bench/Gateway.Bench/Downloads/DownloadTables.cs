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
        using var modules = new RealModules();
        await using var origin = await SlowOrigin.StartAsync(modules.Find, Latency);
        var (direct, cold, warm, files) = (new Rounds(), new Rounds(), new Rounds(), new Rounds());
        for (var round = 0; round < Rounds.Count; round++)
        {
            await using var gateway = await LabGateway.StartAsync(GatewayBefore.Settings(origin.Address));
            await AddAsync(direct, origin.Address.AbsoluteUri);
            await AddAsync(cold, gateway.GoProxy);
            await AddAsync(warm, gateway.GoProxy);
            await AddAsync(files, modules.FileProxy);
        }

        return new MarkdownTable("go mod download", "s", "/ direct")
            .Add("direct", direct.ToString("0.00"), "1")
            .Add("gateway, cold", cold.ToString("0.00"), cold.Over(direct).ToString("0.000"))
            .Add("gateway, warm", warm.ToString("0.00"), warm.Over(direct).ToString("0.000"))
            .Add("from files, no server at all", files.ToString("0.00"), files.Over(direct).ToString("0.000"));

        async Task AddAsync(Rounds rounds, string proxy) => rounds.Add((await GoDownload.RunAsync(proxy, cancellation)).TotalSeconds);
    }
}
