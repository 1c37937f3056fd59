using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;

namespace Gateway.Tests.Browser;

/// <summary>A company's gateway in small, as it ships: two Nexus for its own modules and for all others, and a public proxy behind them.</summary>
internal sealed class ConsoleBed : IAsyncDisposable
{
    public const string Mod = "/example.org/hello/@v/v1.1.0.mod";

    private ConsoleBed(Origin first, Origin second, Origin golang, LabGateway gateway) => (First, Second, Golang, Gateway) = (first, second, golang, gateway);

    /// <summary><c>nexus/d1</c>.</summary>
    public Origin First { get; }

    /// <summary><c>nexus/d2</c>.</summary>
    public Origin Second { get; }

    /// <summary><c>golang/d1</c>.</summary>
    public Origin Golang { get; }

    public LabGateway Gateway { get; private set; }

    public Uri Ops => Gateway.AddressOf("Ops");

    public static async Task<ConsoleBed> StartAsync(Action<LabSettings>? change = null, TimeProvider? time = null)
    {
        var first = await Origin.StartAsync(new OriginOptions { Name = "nexus", Library = LabModules.Public() });
        var second = await Origin.StartAsync(new OriginOptions { Name = "nexus", Library = LabModules.Public() });
        var golang = await Origin.StartAsync(new OriginOptions { Name = "golang", Library = LabModules.Public() });
        var bed = new ConsoleBed(first, second, golang, null!);
        bed.Gateway = await LabGateway.StartAsync(bed.Settings(change), time ?? TimeProvider.System);
        return bed;
    }

    /// <summary>Asks for a file; the status and the request's id.</summary>
    public async Task<(int Status, string Id)> GetAsync(string path)
    {
        using var answer = await Gateway.Client.GetAsync(path, TestContext.Current.CancellationToken);
        await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, answer.Headers.GetValues("X-Request-ID").Single());
    }

    public async ValueTask DisposeAsync()
    {
        await First.DisposeAsync();
        await Second.DisposeAsync();
        await Golang.DisposeAsync();
        await Gateway.DisposeAsync();
    }

    private LabSettings Settings(Action<LabSettings>? change)
    {
        var settings = new LabSettings().AsShipped()
            .Set("Gateway:Instance", "edge-1")
            .Set("Listeners:Ops", new System.Text.Json.Nodes.JsonObject { ["Url"] = "http://127.0.0.1:0" })
            .Set("Logging:LogLevel:Default", "None")
            .Private("corp.example")
            .Cluster("nexus", new { Trust = "Internal" }, First.Address, Second.Address)
            .Cluster("golang", null, Golang.Address)
            .Route("corp.example", "nexus", new { Name = "private" })
            .Route("*", "nexus,golang", new { Name = "public", NotFound = "Next", LastIsAuthority = true });
        change?.Invoke(settings);
        return settings;
    }
}
