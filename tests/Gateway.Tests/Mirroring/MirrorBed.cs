using System.Text.Json;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Mirroring;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Mirroring;

/// <summary>A gateway in front of one origin, and another origin that gets copies.</summary>
internal sealed class MirrorBed : IAsyncDisposable
{
    private MirrorBed(Origin nexus, Origin audit, LabGateway gateway) => (Nexus, Audit, Gateway) = (nexus, audit, gateway);

    public Origin Nexus { get; }

    public Origin Audit { get; }

    public LabGateway Gateway { get; }

    public Mirror Mirror => Gateway.App.Services.GetRequiredService<Mirrors>().All.Single();

    /// <summary>How many copies have been sent or dropped.</summary>
    public long Settled => Mirror.Tally.Sent + Mirror.Tally.Dropped.Values.Sum();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="mirror">What the mirror's section says besides its cluster.</param>
    /// <param name="upstream">What is said of the mirror's cluster.</param>
    /// <param name="copies">What the mirror has; by default the public modules.</param>
    /// <param name="change">Changes the settings.</param>
    public static async Task<MirrorBed> StartAsync(object? mirror = null, object? upstream = null, ModuleLibrary? copies = null, Action<LabSettings>? change = null)
    {
        var library = LabModules.Public();
        foreach (var module in LabModules.Private().All)
        {
            library.Publish(module);
        }

        var nexus = await Origin.StartAsync(new OriginOptions { Name = "nexus", Library = library });
        var audit = await Origin.StartAsync(new OriginOptions { Name = "audit", Library = copies ?? LabModules.Public() });
        var settings = new LabSettings().Cluster(nexus, new { Trust = "Internal" }).Cluster(audit, upstream).Private("corp.example").Route("*", "nexus")
            .Set("Listeners:Ops:Url", "http://127.0.0.1:0");
        var section = JsonSerializer.SerializeToNode(mirror ?? new { })!.AsObject();
        section["Cluster"] = "audit";
        settings.Set("Mirroring:copy", section);
        change?.Invoke(settings);
        try
        {
            return new MirrorBed(nexus, audit, await LabGateway.StartAsync(settings));
        }
        catch
        {
            await nexus.DisposeAsync();
            await audit.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks as somebody with secrets, and gives back the status and our id of the request.</summary>
    public async Task<(int Status, string Id)> AskAsync(string path, string method = "GET")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("Cookie", "session=secret");
        request.Headers.Add("X-Anything", "secret");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        using var response = await Gateway.Client.SendAsync(request, Cancellation);
        await response.Content.ReadAsByteArrayAsync(Cancellation);
        return ((int)response.StatusCode, response.Headers.GetValues("X-Request-ID").Single());
    }

    /// <summary>What operators are shown of the mirror.</summary>
    public async Task<JsonElement> ShownAsync()
    {
        using var client = new HttpClient { BaseAddress = Gateway.AddressOf("Ops") };
        return JsonDocument.Parse(await client.GetStringAsync("/api/mirrors", Cancellation)).RootElement[0];
    }

    /// <summary>Waits until so many copies are sent or dropped.</summary>
    public Task SettledAsync(long copies) => Caching.Eventually.TrueAsync(() => Settled >= copies, $"{copies} copies are sent or dropped", Cancellation);

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Nexus.DisposeAsync();
        await Audit.DisposeAsync();
    }
}
