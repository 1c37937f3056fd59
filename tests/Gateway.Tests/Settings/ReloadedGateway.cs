using System.Text.Json.Nodes;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Settings;

/// <summary>A gateway that reloads when a test says so and not when its own watcher does; what it logs is kept.</summary>
internal sealed class ReloadedGateway : IAsyncDisposable
{
    private const string Mod = "/example.org/hello/@v/v1.1.0.mod";

    private ReloadedGateway(Origin origin, LabGateway lab)
    {
        Origin = origin;
        Lab = lab;
        lab.App.Services.GetRequiredService<ILoggerFactory>().AddProvider(Log);
    }

    public Origin Origin { get; }

    public LabGateway Lab { get; }

    public ReloadLog Log { get; } = new();

    public string File => Lab.SettingsFile;

    public SettingsReloader Reloader => Lab.App.Services.GetRequiredService<SettingsReloader>();

    public SettingsWatcher OwnWatcher => Lab.App.Services.GetServices<IHostedService>().OfType<SettingsWatcher>().Single();

    /// <summary>The settings in force; another object after every reload that was taken.</summary>
    public Snapshot Snapshot => Lab.App.Services.GetRequiredService<CurrentSnapshot>().Value;

    /// <param name="origin">The one origin, which holds the public modules; taken over.</param>
    /// <param name="upstream">What <c>Upstreams</c> says of it.</param>
    public static async Task<ReloadedGateway> StartAsync(Origin? origin = null, object? upstream = null)
    {
        origin ??= await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public() });
        var gateway = new ReloadedGateway(origin, await LabGateway.StartAsync(Settings(origin, upstream)));
        await gateway.OwnWatcher.StopAsync(TestContext.Current.CancellationToken);
        return gateway;
    }

    public static LabSettings Settings(Origin origin, object? upstream = null) => new LabSettings().WithoutCache().Cluster(origin, upstream).Route("*", origin.Name);

    /// <summary>The settings of the start with one key changed.</summary>
    public string With(string key, JsonNode? value)
    {
        var json = JsonNode.Parse(Settings(Origin).ToString())!;
        var path = key.Split(':');
        var node = path[..^1].Aggregate(json, (above, name) => above[name] ??= new JsonObject());
        node[path[^1]] = value;
        return json.ToJsonString();
    }

    /// <summary>The settings of the start with a host name of the origin's, which every request to it shows.</summary>
    public string WithHost(string name) => With("ReverseProxy:Clusters:origin:Destinations:d1:Host", name);

    public Task<bool> ReloadAsync() => Reloader.ReloadAsync(TestContext.Current.CancellationToken);

    /// <summary>The status of a module that is there as long as the gateway is right.</summary>
    /// <param name="via">The proxies that the request says it has passed.</param>
    public async Task<int> AskAsync(string? via = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Mod);
        if (via is not null)
        {
            request.Headers.Add("Via", via);
        }

        using var response = await Lab.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        await Lab.DisposeAsync();
        await Origin.DisposeAsync();
        Log.Dispose();
    }
}
