using Gateway.Settings;
using Microsoft.Extensions.Caching.Hybrid;

namespace Gateway.Caching;

/// <summary>The door of the feature: what is kept, and one flight for what is not.</summary>
internal static class CachingSetup
{
    public static void AddResponseCache(this WebApplicationBuilder builder, SettingsReading reading)
    {
        var services = builder.Services;
        var options = reading.Settings.Caching;
        services.AddSingleton(new InFlightBudget(options.InFlightMegabytes * 1024L * 1024L));
        services.AddSingleton(new SharedTier(IsSigned: options.Redis.KeyFile.Length > 0));
        services.AddSingleton<IHybridCacheSerializer<CachedResponse>, CachedResponseSerializer>();
        services.AddSingleton<PurgeStamps>();
        services.AddSingleton<HybridCache, TemporaryCache>();
        services.AddSingleton<FlightTable>();
        services.AddSingleton<FlightCrew>();
        services.AddSingleton<KeptResponses>();
        services.AddSingleton<CachingMetrics>();
        services.AddSingleton<ResponseCache>();
    }
}
