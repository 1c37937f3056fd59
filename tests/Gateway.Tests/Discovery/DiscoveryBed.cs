using System.Diagnostics;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Settings;
using Gateway.Tests.Caching;
using Gateway.Tests.Settings;
using Gateway.Upstreams;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Discovery;

/// <summary>A gateway with one cluster, which has a configured destination and a source that may name others.</summary>
internal sealed class DiscoveryBed : IAsyncDisposable
{
    public const string Mod = "/example.org/hello/@v/v1.1.0.mod";

    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    private DiscoveryBed(IReadOnlyList<Origin> origins, LabGateway gateway)
    {
        (Origins, Gateway) = (origins, gateway);
        gateway.App.Services.GetRequiredService<ILoggerFactory>().AddProvider(Log);
    }

    /// <summary>The first is the configured one.</summary>
    public IReadOnlyList<Origin> Origins { get; }

    public LabGateway Gateway { get; }

    public ReloadLog Log { get; } = new();

    /// <summary>The cluster's destinations in force.</summary>
    public IReadOnlyList<Destination> Destinations => Gateway.App.Services.GetRequiredService<CurrentSnapshot>().Value.Upstreams["athens"].Destinations;

    /// <summary>Their names and addresses.</summary>
    public IEnumerable<string> Named => Destinations.Select(destination => $"{destination.State.DestinationId} {destination.Address}").Order(StringComparer.Ordinal);

    public static async Task<DiscoveryBed> StartAsync(object discovery, Action<LabSettings>? change = null, string trust = "Public", int origins = 3)
    {
        var started = new List<Origin>();
        for (var index = 0; index < origins; index++)
        {
            started.Add(await Origin.StartAsync(OriginOptions.AthensLike(LabModules.Public()) with { Name = $"athens{index}" }));
        }

        return await StartAsync(started, started[0].Address, discovery, change, trust);
    }

    /// <summary>The source is named by a reload, so that the log has everything that it leads to.</summary>
    public static async Task<DiscoveryBed> StartAsync(IReadOnlyList<Origin> origins, Uri configured, object discovery, Action<LabSettings>? change = null, string trust = "Public")
    {
        var bed = new DiscoveryBed(origins, await LabGateway.StartAsync(Settings(configured, new { Source = "None" }, trust)));
        var settings = Settings(configured, discovery, trust);
        change?.Invoke(settings);
        await settings.WriteAsync(new FileInfo(bed.Gateway.SettingsFile).Directory!);
        (await bed.Gateway.App.Services.GetRequiredService<SettingsReloader>().ReloadAsync(Cancellation)).Should().BeTrue();
        return bed;
    }

    /// <summary>A gateway whose settings name the source from the beginning.</summary>
    public static async Task<DiscoveryBed> StartWithAsync(object discovery)
    {
        var origin = await Origin.StartAsync(OriginOptions.AthensLike(LabModules.Public()));
        return new DiscoveryBed([origin], await LabGateway.StartAsync(Settings(origin.Address, discovery, "Public")));
    }

    /// <summary>Waits until these, and no others, are the destinations; how long that took.</summary>
    public async Task<TimeSpan> HasAsync(params string[] named)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            await Eventually.TrueAsync(() => Named.SequenceEqual(named), $"the destinations are {string.Join(", ", named)}", Cancellation);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{late.Message} They are {string.Join(", ", Named)}.", late);
        }

        return Stopwatch.GetElapsedTime(started);
    }

    public async Task<int> GetAsync(string path = Mod)
    {
        using var response = await Gateway.Client.GetAsync(path, Cancellation);
        return (int)response.StatusCode;
    }

    private static LabSettings Settings(Uri configured, object discovery, string trust) => new LabSettings().WithoutCache()
        .Cluster("athens", new { Kind = "Athens", Trust = trust, Discovery = discovery }, configured).Route("*", "athens");

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        Log.Dispose();
        foreach (var origin in Origins)
        {
            await origin.DisposeAsync();
        }
    }
}
