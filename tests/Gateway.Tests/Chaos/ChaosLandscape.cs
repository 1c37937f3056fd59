using System.IO.Compression;
using Gateway.Caching;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Chaos;

/// <summary>Three clusters of two destinations each. The clusters hold the same modules in other bytes, so that a mixture of two shows.</summary>
internal sealed class ChaosLandscape : IAsyncDisposable
{
    private static readonly string[] Names = ["a", "b", "c"];
    private static readonly CompressionLevel[] Levels = [CompressionLevel.Optimal, CompressionLevel.NoCompression, CompressionLevel.Fastest];

    private ChaosLandscape(IReadOnlyList<ChaosCluster> clusters, LabGateway gateway)
    {
        Clusters = clusters;
        Gateway = gateway;
    }

    public IReadOnlyList<ChaosCluster> Clusters { get; }

    public LabGateway Gateway { get; }

    /// <param name="isCached">With a cache that is too small for everything, and lists that are believed for a second.</param>
    /// <param name="triesAgain">Whether those whose failure may pass are asked again when nobody else is left.</param>
    public static async Task<ChaosLandscape> StartAsync(bool isCached, bool triesAgain = true)
    {
        var clusters = new List<ChaosCluster>();
        for (var index = 0; index < Names.Length; index++)
        {
            var library = Library(Levels[index]);
            // The last one gives no validators: what breaks there cannot be taken up again.
            var options = new OriginOptions { Name = Names[index], Library = library, HasValidators = index < 2 };
            clusters.Add(new ChaosCluster(Names[index], library, await Task.WhenAll(Origin.StartAsync(options), Origin.StartAsync(options))));
        }

        var settings = new LabSettings().AsShipped().Set("Failover:Retries", triesAgain ? 3 : 0).Set("Caching:MemoryMegabytes", isCached ? 2 : 0).Set("Caching:MutableLifetime", "00:00:01").Route("*", "a,b,c", new { NotFound = "Next" }).Set("Logging:LogLevel:Default", "None");
        foreach (var cluster in clusters)
        {
            settings.Cluster(cluster.Name, null, cluster.Origins.Select(origin => origin.Address));
        }

        return new ChaosLandscape(clusters, await LabGateway.StartAsync(settings));
    }

    /// <summary>The artifacts that are asked for: what a build wants, larger zips among it, and what only the last cluster has.</summary>
    public IReadOnlyList<string> Targets { get; } =
    [
        .. Library(CompressionLevel.Optimal).All.Where(module => module.Path != LabModules.Toolchain && module.Path != "example.org/large").SelectMany(module =>
        {
            var path = $"/{EscapedName.OfPath(module.Path)}/@v/";
            return (string[])[path + "list", .. ((string[])[".info", ".mod", ".zip"]).Select(end => path + EscapedName.OfVersion(module.Version) + end)];
        }).Distinct(),
    ];

    private IEnumerable<Origin> Origins => Clusters.SelectMany(cluster => cluster.Origins);

    /// <summary>Does the same to every destination, one after the other.</summary>
    public async Task ForAllAsync(Func<ChaosCluster, int, Task> act)
    {
        foreach (var cluster in Clusters)
        {
            for (var destination = 0; destination < cluster.Origins.Count; destination++)
            {
                await act(cluster, destination);
            }
        }
    }

    /// <summary>Lets every held request go on.</summary>
    public void Release()
    {
        foreach (var origin in Origins)
        {
            origin.Release();
        }
    }

    /// <summary>Takes everything out of the cache, so that what is kept must be fetched from whoever is whole now.</summary>
    public ValueTask ForgetAsync() => Gateway.App.Services.GetRequiredService<HybridCache>().RemoveByTagAsync(PurgeStamps.Everything);

    public void Heal()
    {
        foreach (var origin in Origins)
        {
            origin.Heal();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Heal();
        await Gateway.DisposeAsync();
        foreach (var origin in Origins)
        {
            await origin.DisposeAsync();
        }
    }

    private static ModuleLibrary Library(CompressionLevel level)
    {
        var library = LabModules.Public(level);
        for (var size = 1; size <= 8; size++)
        {
            library.Publish(new LabModule
            {
                Path = $"example.org/sized{size}",
                Version = "v1.0.0",
                Files = [LabFile.Incompressible("data.bin", size * 64 * 1024, seed: size)],
                CompressionLevel = level,
            });
        }

        return library;
    }
}
