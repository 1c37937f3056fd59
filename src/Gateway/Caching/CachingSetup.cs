using Gateway.Settings;
using Microsoft.Extensions.Caching.Hybrid;

namespace Gateway.Caching;

/// <summary>The door of the feature: what is kept, and one flight for what is not.</summary>
internal static class CachingSetup
{
    private const long Megabyte = 1024 * 1024;

    // The heap may take three quarters of the machine's or container's memory (Gateway.csproj), the cache a third of that: a quarter of all.
    private const int DefaultShareOfHeap = 3;

    public static void AddResponseCache(this WebApplicationBuilder builder, SettingsReading reading)
    {
        var services = builder.Services;
        var caching = reading.Settings.Caching;
        services.AddSingleton(provider => new MemoryTier(MemoryBytes(caching), provider.GetRequiredService<TimeProvider>()));
        services.AddTieredHybridCache(caching, reading.Settings.Gateway.Name, reading.RedisSecrets);
        services.AddSingleton<IHybridCacheSerializer<CachedResponse>, CachedResponseSerializer>();

        services.AddSingleton(new InFlightBudget(caching.InFlightMegabytes * Megabyte));
        services.AddSingleton<KeptResponses>();
        services.AddSingleton<KeptTiers>();
        services.AddSingleton<FlightTable>();
        services.AddSingleton<FlightClearance>();
        services.AddSingleton<FlightCrew>();
        services.AddSingleton<CachingMetrics>();
        services.AddSingleton<TierMetrics>();
        services.AddSingleton<ResponseCache>();
    }

    private static long MemoryBytes(CachingOptions caching) =>
        caching.MemoryMegabytes is { } megabytes ? megabytes * Megabyte : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / DefaultShareOfHeap;
}
