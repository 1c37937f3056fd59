using Gateway.Ops.Explaining;
using Gateway.Ops.Views;
using Gateway.Telemetry;

namespace Gateway.Ops;

/// <summary>The door of the feature: what operators and probes ask, on a listener of its own.</summary>
internal static class OpsSetup
{
    public static void AddOps(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<OpsGuesses>();
        services.AddSingleton<OpsDoor>();
        services.AddSingleton<PurgeEndpoint>();
        services.AddSingleton<ClustersEndpoint>();
        services.AddSingleton<DrainEndpoint>();
        services.AddSingleton<MirrorsEndpoint>();
        services.AddSingleton<AdvisoriesEndpoint>();
        services.AddSingleton<AlertsEndpoint>();
        services.AddSingleton<ChecksumsEndpoint>();
        services.AddSingleton<KeptOutlooks>();
        services.AddSingleton<HiddenVersions>();
        services.AddSingleton<Explainer>();
        services.AddSingleton<ExplainEndpoint>();
        services.AddSingleton<Farewell>();
        services.AddHostedService(static provider => provider.GetRequiredService<Farewell>());
        services.AddViews();
    }

    /// <summary>Takes over what comes in on the operators' listener. Comes before the module endpoint.</summary>
    public static void UseOps(this WebApplication app)
    {
        var door = app.Services.GetRequiredService<OpsDoor>();
        var purge = app.Services.GetRequiredService<PurgeEndpoint>();
        var clusters = app.Services.GetRequiredService<ClustersEndpoint>();
        var mirrors = app.Services.GetRequiredService<MirrorsEndpoint>();
        var advisories = app.Services.GetRequiredService<AdvisoriesEndpoint>();
        var metrics = app.Services.GetRequiredService<MetricsEndpoint>();
        var drains = app.Services.GetRequiredService<DrainEndpoint>();
        var checksums = app.Services.GetRequiredService<ChecksumsEndpoint>();
        var explain = app.Services.GetRequiredService<ExplainEndpoint>();
        var alerts = app.Services.GetRequiredService<AlertsEndpoint>();
        app.MapWhen(
            static context => Edge.Listener.Of(context).IsOps,
            ops =>
            {
                // For programs that are told apart by an address, a token of their own, or not at all.
                ops.MapWhen(static context => HealthEndpoint.Takes(context.Request.Path), health => health.Run(HealthEndpoint.HandleAsync));
                ops.Map(MetricsEndpoint.Path, shown => shown.Run(metrics.HandleAsync));
                ops.Map(AlertsEndpoint.Path, alert => alert.Run(alerts.HandleAsync));

                ops.Use(door.InvokeAsync);
                ops.Map(PurgeEndpoint.Path, cache => cache.Run(purge.HandleAsync));
                ops.Map(ClustersEndpoint.Path, shown => shown.Run(clusters.ClustersAsync));
                ops.Map(ClustersEndpoint.TransitionsPath, shown => shown.Run(clusters.TransitionsAsync));
                ops.Map(ClustersEndpoint.FallbacksPath, shown => shown.Run(clusters.FallbacksAsync));
                ops.Map(MirrorsEndpoint.Path, shown => shown.Run(mirrors.HandleAsync));
                ops.Map(AdvisoriesEndpoint.Path, shown => shown.Run(advisories.HandleAsync));
                ops.Map(ChecksumsEndpoint.Path, shown => shown.Run(checksums.HandleAsync));
                ops.Map(ExplainEndpoint.Path, explained => explained.Run(explain.HandleAsync));
                ops.Map(DrainEndpoint.Path, drain => drain.Run(drains.HandleAsync));
                ops.MapViews(app.Services);
                ops.Run(NothingHereAsync);
            });
    }

    private static async Task NothingHereAsync(HttpContext context)
    {
        if (!await OpsGatekeeper.RefusesNameAsync(context))
        {
            await OpsAnswers.TextAsync(
                context, StatusCodes.Status404NotFound, "not found; there are /, /health/live, /health/ready, /metrics and what docs/operations.md lists under /api/");
        }
    }
}
