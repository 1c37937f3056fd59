using System.Text.Json;
using Gateway.Lab;
using Gateway.Ops;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Checksums;

/// <summary>A gateway in front of nginx, of somebody who changes what nginx says, and of a real checksum database behind somebody who may do the same.</summary>
internal sealed class ChecksumBed : IAsyncDisposable
{
    private readonly Tampering[] _fronts;

    private ChecksumBed(Tampering bad, Tampering database, LabGateway gateway)
    {
        (Bad, Database, Gateway, _fronts) = (bad, database, gateway, [bad, database]);
        Ops = new HttpClient { BaseAddress = gateway.AddressOf("Ops") };
    }

    /// <summary>The first cluster.</summary>
    public Tampering Bad { get; }

    public Tampering Database { get; }

    public LabGateway Gateway { get; }

    public HttpClient Ops { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="peers">What is real.</param>
    /// <param name="mode">What the route says of checksums.</param>
    /// <param name="clusters">The route's clusters, of <c>bad</c> and <c>good</c>.</param>
    /// <param name="change">What else the settings say.</param>
    /// <param name="time">The gateway's clock.</param>
    /// <param name="database">The database; else that of the peers.</param>
    public static async Task<ChecksumBed> StartAsync(
        Peers peers, string mode, string clusters = "bad", Func<LabSettings, LabSettings>? change = null, TimeProvider? time = null, ChecksumDatabase? database = null)
    {
        var bad = await Tampering.StartAsync(peers.Nginx.Address);
        var sum = await Tampering.StartAsync((database ?? peers.Database).Address);
        var settings = new LabSettings()
            .Private("corp.example")
            .Cluster("bad", new { Kind = "Files", Trust = "Internal" }, bad.Address)
            .Cluster("good", new { Kind = "Files", Trust = "Internal" }, peers.Nginx.Address)
            .Cluster("sum", new { Kind = "ChecksumDatabase" }, sum.Address)
            .Route("*", clusters, new { Checksums = mode, NotFound = "Next" })
            .ChecksumDatabase(ChecksumDatabase.Name, "sum", (database ?? peers.Database).Key)
            .Set("Access:Default", "Allow")
            .Set("Listeners:Ops:Url", "http://127.0.0.1:0");
        return new ChecksumBed(bad, sum, await LabGateway.StartAsync(change?.Invoke(settings) ?? settings, time ?? TimeProvider.System));
    }

    /// <summary>A go command that would not notice anything.</summary>
    public GoCommand CarelessGo()
    {
        var go = new GoCommand(GoRelease.Newest, Gateway.GoProxy);
        go.Environment["GONOSUMDB"] = "*";
        go.Environment["GONOSUMCHECK"] = "1";
        // What newer releases have in place of the flag -insecure.
        go.Environment["GOINSECURE"] = "*";
        return go;
    }

    public static string PathOf(EndToEnd.ModuleVersion module, string extension) =>
        $"/{EndToEnd.ModuleVersion.Escape(module.Path)}/@v/{EndToEnd.ModuleVersion.Escape(module.Version)}.{extension}";

    public async Task<(int Status, byte[] Body)> GetAsync(string path)
    {
        using var response = await Gateway.Client.GetAsync(path, Cancellation);
        return ((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(Cancellation));
    }

    public async Task<JsonElement> ShownAsync() =>
        JsonDocument.Parse(await Ops.GetStringAsync(ChecksumsEndpoint.Path, Cancellation)).RootElement;

    /// <summary>The alarms so far, as kind and source.</summary>
    public async Task<IReadOnlyList<string>> AlarmsAsync() =>
        [.. (await ShownAsync()).GetProperty("alarms").EnumerateArray().Select(alarm => $"{alarm.GetProperty("kind")} {alarm.GetProperty("source")}")];

    public async ValueTask DisposeAsync()
    {
        Ops.Dispose();
        await Gateway.DisposeAsync();
        foreach (var front in _fronts)
        {
            await front.DisposeAsync();
        }
    }
}
