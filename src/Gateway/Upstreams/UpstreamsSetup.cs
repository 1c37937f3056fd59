using Gateway.Settings;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Gateway.Upstreams;

/// <summary>The door of the feature: clusters, and failover between them.</summary>
internal static class UpstreamsSetup
{
    public static void AddUpstreams(this WebApplicationBuilder builder, SettingsReading reading)
    {
        var services = builder.Services;
        services.AddYarp().LoadFromMemory(reading.Routes, reading.Clusters);
        services.AddSingleton<IForwarderHttpClientFactory, UpstreamHttpClients>();
        services.AddSingleton<YarpChanges>();
        services.AddSingleton<IConfigChangeListener>(provider => provider.GetRequiredService<YarpChanges>());
        services.AddSingleton<IClusterChangeListener>(provider => provider.GetRequiredService<YarpChanges>());

        services.AddSingleton<UpstreamMetrics>();
        services.AddSingleton<UpstreamSender>();
        services.AddSingleton<CredentialProbe>();
        services.AddSingleton<ZipResume>();
        services.AddSingleton<ClientResume>();
        services.AddSingleton<AnswerReader>();
        services.AddSingleton<DestinationPicker>();
        services.AddSingleton<LoopGuard>();
        services.AddSingleton<UpstreamRates>();
        services.AddSingleton<RetryBudgets>();
        services.AddSingleton<Fallbacks>();
        services.AddSingleton<Asking>();
        services.AddSingleton<Hedging>();
        services.AddSingleton<BackOff>();
        services.AddSingleton<AnswerAffinity>();
        services.AddSingleton<FastestFirst>();
        services.AddSingleton<MissedArtifacts>();
        services.AddSingleton<Failover>();
    }

    /// <summary>Publishes the first snapshot, once YARP has loaded its routes and clusters.</summary>
    public static void UseUpstreams(this WebApplication app, SettingsReading reading)
    {
        app.Services.GetRequiredService<SnapshotPublisher>().PublishFirst(reading);
        TellOfIdentity(reading.Settings, app.Services.GetRequiredService<ILogger<Failover>>());
    }

    private static void TellOfIdentity(GatewaySettings settings, ILogger logger)
    {
        foreach (var route in settings.Modules.Routes)
        {
            var told = route.Clusters.Where(name => settings.Upstreams.GetValueOrDefault(name)?.ForwardIdentity is not (null or ForwardIdentity.None)).ToList();
            if (told.Count > 0)
            {
                logger.ForwardsIdentity(route.Name, string.Join(", ", told));
            }
        }
    }
}
