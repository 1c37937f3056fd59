using System.IO.Compression;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;

namespace Gateway.Lab.Demo;

/// <summary>A company's gateway with everything it talks to: Nexus for its own modules, then Athens and the public proxy.</summary>
internal sealed class Landscape : IAsyncDisposable
{
    private readonly List<Origin> _origins = [];
    private LabGateway? _gateway;

    private Landscape()
    {
    }

    /// <summary>In the order in which the gateway asks them.</summary>
    public IReadOnlyList<Origin> Origins => _origins;

    public Origin Nexus => _origins[0];

    public Origin Athens => _origins[1];

    public Origin Golang => _origins[2];

    /// <summary>The host to which <see cref="Golang"/> redirects for larger zips.</summary>
    public Origin Blobs => _origins[3];

    public LabGateway Gateway => _gateway!;

    /// <exception cref="IOException">An address is taken.</exception>
    public static async Task<Landscape> StartAsync(LandscapeOptions options)
    {
        var landscape = new Landscape();
        try
        {
            await landscape.StartOriginsAsync();
            landscape._gateway = await LabGateway.StartAsync(LandscapeSettings.For(landscape, options));
            return landscape;
        }
        catch
        {
            await landscape.DisposeAsync();
            throw;
        }
    }

    public Origin? Find(string name) => _origins.Find(origin => origin.Name == name);

    /// <summary>Takes every fault away and starts what is down.</summary>
    public async Task HealAsync()
    {
        foreach (var origin in _origins)
        {
            await origin.RecoverAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        // First, so that no request which they hold keeps the gateway. They end after it: it would find out, and say so.
        foreach (var origin in _origins)
        {
            origin.Heal();
        }

        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        foreach (var origin in _origins)
        {
            await origin.DisposeAsync();
        }
    }

    private async Task StartOriginsAsync()
    {
        // Packed by somebody else: other bytes than at Athens, and the checksums that go computes are the same.
        var world = LabModules.Public(CompressionLevel.Fastest);
        // One module that only the public proxy has, and its zip is large enough to come from the blob host.
        var known = LabModules.Public().Withdraw(LabModules.Large, "v1.0.0");
        var blobs = await Origin.StartAsync(OriginOptions.BlobHost(world));
        _origins.Add(blobs);
        _origins.Insert(0, await Origin.StartAsync(OriginOptions.NexusLike(LabModules.Private())));
        _origins.Insert(1, await Origin.StartAsync(OriginOptions.AthensLike(known)));
        _origins.Insert(2, await Origin.StartAsync(OriginOptions.PublicLike(world, blobs.Address)));
    }
}
