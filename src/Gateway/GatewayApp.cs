using Gateway.Auditing;
using Gateway.Balancing;
using Gateway.Caching;
using Gateway.Discovery;
using Gateway.Edge;
using Gateway.Health;
using Gateway.Ops;
using Gateway.PassThrough;
using Gateway.Settings;
using Gateway.Telemetry;
using Gateway.Upstreams;

namespace Gateway;

/// <summary>The composition root: every feature once, in order. The process, the lab and the tests all start here.</summary>
internal static class GatewayApp
{
    /// <summary>Reads the settings and builds the gateway, which is then started or run.</summary>
    /// <exception cref="SettingsException">The settings are wrong; every fault is named.</exception>
    public static WebApplication Build(string[] args, TimeProvider? time = null)
    {
        var sources = SettingsSources.Find(args, SettingsSources.ProcessEnvironment());
        var reading = SettingsReader.Read(sources);

        // Empty: the platform would read settings files, variables and Kestrel endpoints of its own, past our snapshot.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.AddSettings(sources, reading);
        builder.AddTelemetry(reading);
        builder.AddEdge(reading);
        builder.AddResponseCache(reading);
        builder.AddUpstreams(reading);
        builder.AddHealth(reading);
        builder.AddBalancing();
        builder.AddDiscovery();
        builder.AddPassThrough();
        builder.AddAuditing(reading);
        builder.AddOps();

        var app = builder.Build();
        app.UseOps();
        app.UseTelemetry();
        app.UseAuditing();
        app.UsePassThrough();
        app.UseUpstreams(reading);
        app.UseModules();
        return app;
    }
}
