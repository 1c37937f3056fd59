using System.IO.Compression;
using System.Text.Json.Nodes;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;

namespace Gateway.Tests.EndToEnd;

/// <summary>The gateway in front of a company's Nexus with its own modules, and of Athens and a public mirror with the rest.</summary>
internal sealed class ThreeClusters : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<IAsyncDisposable> _running = [];

    /// <summary>Behind Basic credentials and a path; has private modules only.</summary>
    public Origin Nexus { get; private set; } = null!;

    public Origin Athens { get; private set; } = null!;

    /// <summary>Answers larger zips by a redirect to <see cref="Blobs"/>.</summary>
    public Origin Golang { get; private set; } = null!;

    public Origin Blobs { get; private set; } = null!;

    public LabGateway Gateway { get; private set; } = null!;

    public string GoProxy => Gateway.GoProxy;

    /// <summary>The origins that no private module may be known to.</summary>
    public IEnumerable<Origin> Outside => [Athens, Golang, Blobs];

    public Origin this[string name] => new[] { Nexus, Athens, Golang, Blobs }.Single(origin => origin.Name == name);

    /// <param name="change">What is different in the gateway's settings.</param>
    public static async Task<ThreeClusters> StartAsync(Action<LabSettings, ThreeClusters>? change = null)
    {
        var clusters = new ThreeClusters();
        try
        {
            await clusters.StartOriginsAsync();
            clusters.Gateway = clusters.Running(await LabGateway.StartAsync(clusters.Settings(change)));
            return clusters;
        }
        catch
        {
            await clusters.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var running in Enumerable.Reverse(_running))
        {
            await running.DisposeAsync();
        }

        _folder.Dispose();
    }

    private async Task StartOriginsAsync()
    {
        // The same modules in other bytes: the checksums of the go command hold for both.
        var atAthens = LabModules.Public(CompressionLevel.Fastest);
        var inPublic = LabModules.Public();
        Blobs = Running(await Origin.StartAsync(OriginOptions.BlobHost(inPublic)));
        Nexus = Running(await Origin.StartAsync(OriginOptions.NexusLike(LabModules.Private())));
        Athens = Running(await Origin.StartAsync(OriginOptions.AthensLike(atAthens)));
        Golang = Running(await Origin.StartAsync(OriginOptions.PublicLike(inPublic, Blobs.Address)));
    }

    private LabSettings Settings(Action<LabSettings, ThreeClusters>? change)
    {
        File.WriteAllText(_folder["nexus.password"], "edge-password\n");
        var settings = new LabSettings().WithoutCache()
            .Private("corp.example")
            .Cluster(Nexus, new { Kind = "Nexus", Trust = "Internal", Username = "edge", PasswordFile = _folder["nexus.password"] })
            .Cluster(Athens, new { Kind = "Athens" })
            .Cluster(Golang, new { Kind = "ProxyGolangOrg", RedirectHosts = new[] { Blobs.Address.Authority } })
            .Route("corp.example", "nexus")
            .Route("*", "nexus, athens, golang", new { NotFound = "Next" })
            .Set("Listeners:Plain:PathPrefixes", new JsonArray("/repository/go-all/"));
        change?.Invoke(settings, this);
        return settings;
    }

    private T Running<T>(T started)
        where T : IAsyncDisposable
    {
        _running.Add(started);
        return started;
    }
}
