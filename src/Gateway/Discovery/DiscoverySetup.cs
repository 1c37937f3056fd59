namespace Gateway.Discovery;

/// <summary>The door of the feature: destinations that others than the settings name.</summary>
internal static class DiscoverySetup
{
    public static void AddDiscovery(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DiscoveryMetrics>();
        builder.Services.AddHostedService<DiscoveryWorker>();
    }
}
