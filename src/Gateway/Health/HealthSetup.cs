using Gateway.Settings;

namespace Gateway.Health;

/// <summary>The door of the feature: who is up, who is down, and since when.</summary>
internal static class HealthSetup
{
    public static void AddHealth(this WebApplicationBuilder builder, SettingsReading reading)
    {
        var services = builder.Services;
        services.AddSingleton<HealthMetrics>();
        services.AddSingleton<DestinationMetrics>();
        services.AddSingleton<Transitions>();
        services.AddSingleton<Standings>();
        services.AddSingleton<Drains>();
        services.AddSingleton<SharedDrains>();
        services.AddHostedService(static provider => provider.GetRequiredService<SharedDrains>());
        services.AddSingleton<LivenessProbe>();
        services.AddSingleton<ModuleProbe>();
        services.AddSingleton<ProbeWorker>();
        services.AddHostedService(static provider => provider.GetRequiredService<ProbeWorker>());
        if (reading.Settings.Caching.Redis.Connection.Length > 0)
        {
            services.AddSingleton<DrainFrames>();
            services.AddSingleton<DrainBoard>();
        }
    }
}
