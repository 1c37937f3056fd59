using Gateway.FailoverBench.Origins;
using Gateway.Health;
using Gateway.Lab;
using Gateway.Settings;

namespace Gateway.FailoverBench;

/// <summary>A gateway as it ships before two replicas of one's own and a public proxy, each a process of its own.</summary>
internal sealed class Site : IAsyncDisposable
{
    public const string FirstHost = "127.0.0.2";
    public const string SecondHost = "127.0.0.3";

    private Site(LabGateway gateway, OriginProcess first, OriginProcess second, OriginProcess outside, FaultyRelay line, Etcd? etcd)
    {
        Etcd = etcd;
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

    /// <summary>Who names the replicas, where etcd does.</summary>
    public Etcd? Etcd { get; }

    public CurrentSnapshot Current => Gateway.App.Services.GetRequiredService<CurrentSnapshot>();

    public Transitions Transitions => Gateway.App.Services.GetRequiredService<Transitions>();

    /// <param name="withRelay">Whether the first replica is reached over <see cref="Line"/>, which costs the machine something.</param>
    /// <param name="naming">Who names the replicas. A host name leads to the first one alone.</param>
    public static async Task<Site> StartAsync(bool withRelay, Naming naming)
    {
        var byName = naming == Naming.Dns;
        var (first, outside) = (new OriginProcess("athens1", byName ? FirstHost : "127.0.0.1"), new OriginProcess("golang"));
        await Task.WhenAll(first.StartAsync(), outside.StartAsync());
        var second = byName ? new OriginProcess("athens2", SecondHost, first.Address.Port) : new OriginProcess("athens2");
        await second.StartAsync();
        var line = new FaultyRelay(first.Address);
        var etcd = naming == Naming.Etcd ? await Etcd.StartAsync() : null;
        if (byName)
        {
            HostNames.Set(FirstHost);
        }
        else if (etcd is not null)
        {
            await etcd.PutAsync("d1", first.Address);
            await etcd.PutAsync("d2", second.Address);
        }

        Uri[] replicas = byName ? [new Uri($"http://{HostNames.Name}:{first.Address.Port}/")] : [withRelay ? line.Address : first.Address, second.Address];
        var discovery = new { Source = byName ? "Dns" : etcd is null ? "None" : "Etcd", Addresses = etcd is null ? [] : new[] { etcd.Address }, Prefix = Etcd.Prefix };
        var settings = new LabSettings().AsShipped().WithoutCache()
            .Cluster("athens", new { Kind = "Athens", Trust = "Internal", ProbeModule = ModuleSet.Known, Discovery = discovery }, replicas)
            .Cluster("golang", new { Kind = "ProxyGolangOrg", ProbeModule = ModuleSet.Known }, outside.Address)
            .Route("*", "athens, golang", new { NotFound = "Next" })
            .Set("Logging:LogLevel:Default", nameof(LogLevel.None));
        // The platform's own categories have levels of their own, so each must be named to be silent.
        foreach (var category in (string[])["Microsoft", "System", "Yarp", "Gateway"])
        {
            settings.Set($"Logging:LogLevel:{category}", nameof(LogLevel.None));
        }

        return new Site(await LabGateway.StartAsync(settings), first, second, outside, line, etcd);
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
        await (Etcd?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
