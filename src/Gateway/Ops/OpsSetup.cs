using Gateway.Ops.Explaining;
using Gateway.Telemetry;

namespace Gateway.Ops;

/// <summary>The door of the feature: what operators and probes ask, on a listener of its own.</summary>
internal static class OpsSetup
{
    public static void AddOps(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PurgeEndpoint>();
        builder.Services.AddSingleton<ClustersEndpoint>();
        builder.Services.AddSingleton<DrainEndpoint>();
        builder.Services.AddSingleton<MirrorsEndpoint>();
        builder.Services.AddSingleton<AlertsEndpoint>();
        builder.Services.AddSingleton<KeptOutlooks>();
        builder.Services.AddSingleton<HiddenVersions>();
        builder.Services.AddSingleton<Explainer>();
        builder.Services.AddSingleton<ExplainEndpoint>();
        builder.Services.AddSingleton<Farewell>();
        builder.Services.AddHostedService(static provider => provider.GetRequiredService<Farewell>());
    }

    /// <summary>Takes over what comes in on the operators' listener. Comes before the module endpoint.</summary>
    public static void UseOps(this WebApplication app)
    {
        var purge = app.Services.GetRequiredService<PurgeEndpoint>();
        var clusters = app.Services.GetRequiredService<ClustersEndpoint>();
        var mirrors = app.Services.GetRequiredService<MirrorsEndpoint>();
        var metrics = app.Services.GetRequiredService<MetricsEndpoint>();
        var drains = app.Services.GetRequiredService<DrainEndpoint>();
        var explain = app.Services.GetRequiredService<ExplainEndpoint>();
        var alerts = app.Services.GetRequiredService<AlertsEndpoint>();
        app.MapWhen(
            static context => Edge.Listener.Of(context).IsOps,
            ops =>
            {
                ops.Map(PurgeEndpoint.Path, cache => cache.Run(purge.HandleAsync));
                ops.Map(ClustersEndpoint.Path, shown => shown.Run(clusters.ClustersAsync));
                ops.Map(ClustersEndpoint.TransitionsPath, shown => shown.Run(clusters.TransitionsAsync));
                ops.Map(MirrorsEndpoint.Path, shown => shown.Run(mirrors.HandleAsync));
                ops.Map(ExplainEndpoint.Path, explained => explained.Run(explain.HandleAsync));
                ops.Map(AlertsEndpoint.Path, alert => alert.Run(alerts.HandleAsync));
                ops.Map(MetricsEndpoint.Path, shown => shown.Run(metrics.HandleAsync));
                ops.Map(DrainEndpoint.Path, drain => drain.Run(drains.HandleAsync));
                ops.Run(HealthEndpoint.HandleAsync);
            });
    }
}
