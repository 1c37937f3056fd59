using Gateway.FailoverBench.Origins;
using Gateway.Health;
using Gateway.Lab;
using Gateway.Settings;

namespace Gateway.FailoverBench;

/// <summary>A gateway as it ships before two replicas of one's own and a public proxy, each a process of its own.</summary>
internal sealed class Site : IAsyncDisposable
{
    private Site(LabGateway gateway, OriginProcess first, OriginProcess second, OriginProcess outside, FaultyRelay line)
    {
        Gateway = gateway;
        First = first;
        Second = second;
        Public = outside;
        Line = line;
    }

    public LabGateway Gateway { get; }

    public OriginProcess First { get; }

    public OriginProcess Second { get; }

    public OriginProcess Public { get; }

    /// <summary>The line to the first replica.</summary>
    public FaultyRelay Line { get; }

    public Transitions Transitions => Gateway.App.Services.GetRequiredService<Transitions>();

    /// <param name="withRelay">Whether the first replica is reached over <see cref="Line"/>, which costs the machine something.</param>
    public static async Task<Site> StartAsync(bool withRelay)
    {
        var (first, second, outside) = (new OriginProcess("athens1"), new OriginProcess("athens2"), new OriginProcess("golang"));
        await Task.WhenAll(first.StartAsync(), second.StartAsync(), outside.StartAsync());
        var line = new FaultyRelay(first.Address);
        var settings = new LabSettings().AsShipped().WithoutCache()
            .Cluster("athens", new { Kind = "Athens", Trust = "Internal", ProbeModule = ModuleSet.Known }, withRelay ? line.Address : first.Address, second.Address)
            .Cluster("golang", new { Kind = "ProxyGolangOrg", ProbeModule = ModuleSet.Known }, outside.Address)
            .Route("*", "athens, golang", new { NotFound = "Next" })
            .Set("Logging:LogLevel:Default", nameof(LogLevel.None));
        // The platform's own categories have levels of their own, so each must be named to be silent.
        foreach (var category in (string[])["Microsoft", "System", "Yarp", "Gateway"])
        {
            settings.Set($"Logging:LogLevel:{category}", nameof(LogLevel.None));
        }

        return new Site(await LabGateway.StartAsync(settings), first, second, outside, line);
    }

    /// <summary>Everything that is known of the destinations, by cluster and name.</summary>
    public IEnumerable<Standing> Standings() =>
        Gateway.App.Services.GetRequiredService<CurrentSnapshot>().Value.Upstreams.Values.SelectMany(upstream => upstream.Destinations).Select(destination => destination.Standing);

    /// <summary>Waits until a destination, or everybody, is in rotation and has been looked at.</summary>
    public async Task AreWellAsync(string? destination, CancellationToken cancellation)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (Standings().Any(standing => (destination is null || Destinations.Name(standing) == destination) && standing.State != HealthState.Healthy))
        {
            await look.WaitForNextTickAsync(cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Line.DisposeAsync();
        await First.DisposeAsync();
        await Second.DisposeAsync();
        await Public.DisposeAsync();
    }
}
