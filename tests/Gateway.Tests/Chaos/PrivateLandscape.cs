using System.Net;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Lab.Origins.Faults;

namespace Gateway.Tests.Chaos;

/// <summary>Two internal clusters, two public ones and two public sources of checksums, whose routes and faults are drawn anew for every round.</summary>
internal sealed class PrivateLandscape : IAsyncDisposable
{
    private static readonly string[] Names = ["nexus", "athens", "golang", "mirror", "sumdb", "sumproxy"];

    private static readonly string[] ChainsOfEverything =
        ["nexus,athens,golang,mirror", "golang,nexus,mirror,athens", "mirror,golang,athens", "golang,nexus", "golang,mirror", "athens,golang,nexus,mirror"];

    private readonly Origin[] _origins;
    private readonly bool _isCached;

    private PrivateLandscape(Origin[] origins, bool isCached, LabGateway gateway)
    {
        _origins = origins;
        _isCached = isCached;
        Gateway = gateway;
    }

    public LabGateway Gateway { get; }

    public IEnumerable<Origin> Internal => _origins[..2];

    public IEnumerable<Origin> Public => _origins[2..];

    public static async Task<PrivateLandscape> StartAsync(bool isCached)
    {
        var origins = await Task.WhenAll(Names.Select(name => Origin.StartAsync(new OriginOptions
        {
            Name = name,
            Host = name is "nexus" or "athens" ? IPAddress.Loopback : IPAddress.Parse("127.0.0.3"),
            // Public clusters have the private modules as well: a request that gets there would not even fail.
            Library = new ModuleLibrary([.. LabModules.Private().All, .. LabModules.Public().All]),
        })));
        return new PrivateLandscape(origins, isCached, await LabGateway.StartAsync(Settings(origins, isCached, new Random(0))));
    }

    /// <summary>Draws routes and faults, some of them redirects from inside to the same module outside; says what was drawn.</summary>
    public async Task<string> DrawAsync(Random random, IReadOnlyList<string> targets)
    {
        var settings = Settings(_origins, _isCached, random);
        (await Gateway.ReloadAsync(settings.ToString())).Should().BeTrue();
        foreach (var origin in _origins)
        {
            await DrawFaultAsync(origin, random);
            if (Internal.Contains(origin) && random.Next(2) == 0)
            {
                RedirectOutside(origin, Public.ElementAt(random.Next(2)), targets);
            }
        }

        var faults = _origins.Select(origin => $"{origin.Name}: {(origin.IsRunning ? string.Join(", ", origin.Faults.Distinct()) : "stopped")}");
        return $"{string.Join("; ", faults)}; {settings.Json["Modules"]!.ToJsonString()}";
    }

    /// <summary>Makes everything whole again and forgets what was asked.</summary>
    public async Task RecoverAsync()
    {
        foreach (var origin in _origins)
        {
            await origin.RecoverAsync();
            origin.Requests.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        foreach (var origin in _origins)
        {
            await origin.DisposeAsync();
        }
    }

    private static LabSettings Settings(Origin[] origins, bool isCached, Random random)
    {
        var outside = origins[2..].Select(origin => origin.Address.Authority).ToArray();
        object mixed = new { NotFound = Either(random), Forbidden = Either(random), LastIsAuthority = random.Next(2) == 0 };
        var settings = new LabSettings().AsShipped().WithoutCache()
            .Cluster(origins[0], new { Kind = "Nexus", Trust = "Internal", RedirectHosts = outside })
            .Cluster(origins[1], new { Kind = "Athens", Trust = "Internal", RedirectHosts = outside, FirstByteTimeout = "00:00:00.1", LastFirstByteTimeout = "00:00:00.1" })
            .Cluster(origins[2], new { RedirectHosts = outside })
            .Cluster(origins[3])
            .Cluster(origins[4], new { Kind = "ChecksumDatabase", FirstByteTimeout = "00:00:00.1", LastFirstByteTimeout = "00:00:00.1" })
            .Cluster(origins[5])
            .ChecksumDatabase("sum.golang.org", random.Next(2) == 0 ? "sumdb,sumproxy" : "sumproxy,sumdb")
            .Private("corp.example, *.corp.example")
            .Set("Logging:LogLevel:Default", "None")
            .Set("Failover:FirstByteTimeout", "00:00:00.1")
            .Set("Failover:LastFirstByteTimeout", "00:00:00.1")
            .Set("Failover:IdleTimeout", "00:00:00.1")
            // A round in which nobody answers would wait 1.75 s three times over; one retry takes the same ways.
            .Set("Failover:Retries", "1")
            .Set("Failover:LongestCooldown", "00:00:00")
            .Set("Listeners:Plain:PathPrefixes", new System.Text.Json.Nodes.JsonArray("/old/"));
        _ = isCached ? settings.Set("Caching:MutableLifetime", "00:00:01") : settings.WithoutCache();
        if (random.Next(2) == 0)
        {
            settings.Route("corp.example", random.Next(2) == 0 ? "nexus,athens" : "athens", new { NotFound = Either(random) });
        }

        return settings.Route("*", ChainsOfEverything[random.Next(ChainsOfEverything.Length)], mixed);
    }

    private static string Either(Random random) => random.Next(2) == 0 ? "Next" : "Final";

    private static async Task DrawFaultAsync(Origin origin, Random random)
    {
        switch (random.Next(4))
        {
            case 0:
                break;
            case 1:
                await origin.StopAsync();
                break;
            default:
                origin.Fault = Fault.All[random.Next(Fault.All.Count)];
                break;
        }
    }

    private static void RedirectOutside(Origin inside, Origin outside, IReadOnlyList<string> targets)
    {
        // Other targets never get as far as an origin.
        foreach (var path in targets.Where(target => target.StartsWith("/corp", StringComparison.Ordinal)).Select(Uri.UnescapeDataString).Distinct())
        {
            inside.Break(Fault.RedirectTo(new Uri(outside.Address, path)), request => Uri.UnescapeDataString(request.Path) == path);
        }
    }
}
