namespace Gateway.Health;

/// <summary>The door of the feature: who is up, who is down, and since when.</summary>
internal static class HealthSetup
{
    public static void AddHealth(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<HealthMetrics>();
        services.AddSingleton<Transitions>();
        services.AddSingleton<Standings>();
        services.AddSingleton<Drains>();
        services.AddSingleton<LivenessProbe>();
        services.AddSingleton<ModuleProbe>();
        services.AddSingleton<ProbeWorker>();
        services.AddHostedService(static provider => provider.GetRequiredService<ProbeWorker>());
    }
}
