using System.Buffers;
using Gateway.Caching;
using GoModules;
using Microsoft.Extensions.Caching.Hybrid;

namespace Gateway.Bench.MemoryHits;

/// <summary>The cache without the gateway around it.</summary>
internal static class CacheAlone
{
    public static ServiceProvider Build()
    {
        var services = new ServiceCollection().AddLogging().AddMetrics();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(new MemoryTier(1L << 30, TimeProvider.System));
        services.AddTieredHybridCache(new CachingOptions(), "bench", new RedisSecrets());
        return services.BuildServiceProvider();
    }

    /// <summary>Keeps so many answers, as the gateway keeps them; their keys.</summary>
    public static async Task<IReadOnlyList<string>> FillAsync(HybridCache cache, int entries)
    {
        var now = TimeProvider.System.GetUtcNow();
        var options = new HybridCacheEntryOptions { Expiration = TimeSpan.FromDays(1) };
        var keys = new List<string>();
        for (var number = 0; number < entries; number++)
        {
            var request = GoRequest.Parse($"/example.org/group{number % 97}/module{number}/@v/v1.2.3.mod")!;
            var response = new CachedResponse
            {
                Status = StatusCodes.Status200OK,
                Body = ReadOnlySequence<byte>.Empty,
                Cluster = "golang",
                Fetched = now,
                FreshUntil = now.AddDays(1),
                KeptUntil = now.AddDays(1),
                Stamp = 0,
            };
            keys.Add($"public|public|{request.Path}");
            await cache.SetAsync(keys[^1], response, options, CacheTags.Of(request));
        }

        return keys;
    }
}
