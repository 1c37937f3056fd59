using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;

namespace Gateway.Caching;

/// <summary>The door of the tiers. Another <see cref="HybridCache"/> that is registered after ours replaces it.</summary>
internal static class TieredSetup
{
    private const int Megabyte = 1 << 20;

    // What a body of the largest size has around it.
    private const int Overhead = 64 << 10;

    /// <summary>Needs a <see cref="MemoryTier"/>, a <see cref="TimeProvider"/>, meters and logging beside it.</summary>
    /// <param name="services">Where it is added.</param>
    /// <param name="caching">The settings.</param>
    /// <param name="gateway">The name that the replicas of this gateway share.</param>
    /// <param name="secrets">What the settings point to.</param>
    public static void AddTieredHybridCache(this IServiceCollection services, CachingOptions caching, string gateway, RedisSecrets secrets)
    {
        var redis = caching.Redis;
        var isShared = redis.Connection.Length > 0;
        services.AddSingleton(new TieredOptions(caching.ImmutableLifetime, ((long)caching.LargestResponseMegabytes * Megabyte) + Overhead));
        services.AddSingleton(new PurgeStamps(isShared));
        services.AddSingleton<PurgeBacklog>();
        services.AddSingleton<Purges>();
        services.AddSingleton<RedisMetrics>();
        services.AddSingleton<TieredSerializers>();
        services.AddSingleton<HybridCache, TieredHybridCache>();
        if (!isShared)
        {
            return;
        }

        services.AddSingleton(redis);
        services.AddSingleton(secrets);
        services.AddSingleton(new RedisNames(gateway));
        services.AddSingleton(new FrameFormat(secrets.Key, gateway));
        services.AddSingleton<RedisLink>();
        services.AddSingleton<RedisConnector>();
        services.AddSingleton<RedisPurges>();
        services.AddSingleton<RedisPurger>();
        services.AddSingleton<PurgeSweep>();
        services.AddSingleton<RedisTier>();
        services.AddSingleton<IBufferDistributedCache>(provider => provider.GetRequiredService<RedisTier>());
        services.AddSingleton<FrameStore>();
        services.AddSingleton<FrameSwaps>();
        services.AddSingleton<RedisLeases>();
        services.AddHostedService<RedisWatcher>();
    }
}
