using Gateway.Access;
using Gateway.Access.Advisories;
using Gateway.Access.Rules;
using Gateway.Auditing;
using Gateway.Access.Certificates;
using Gateway.Balancing;
using Gateway.Caching;
using Gateway.Checking;
using Gateway.Checksums;
using Gateway.Discovery;
using Gateway.Edge;
using Gateway.Exchanging;
using Gateway.Health;
using Gateway.Limits;
using Gateway.Mirroring;
using Gateway.Ops;
using Gateway.PassThrough;
using Gateway.Settings;
using Gateway.Systemd;
using Gateway.Telemetry;
using Gateway.Upstreams;

namespace Gateway;

/// <summary>The composition root: every feature once, in order. The process, the lab and the tests all start here.</summary>
internal static class GatewayApp
{
    /// <summary>Reads the settings and builds the gateway, which is then started or run; or only asked, and then without a log.</summary>
    /// <exception cref="SettingsException">The settings are wrong; every fault is named.</exception>
    public static WebApplication Build(string[] args, TimeProvider? time = null, bool isSilent = false)
    {
        var sources = SettingsSources.Find(args, SettingsSources.ProcessEnvironment());
        var reading = SettingsReader.Read(sources);

        // Empty: the platform would read settings files, variables and Kestrel endpoints of its own, past our snapshot.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.AddSettings(sources, reading);
        builder.AddAdvisories();
        builder.AddRules();
        builder.AddCertificates();
        builder.AddTelemetry(reading);
        builder.AddEdge(reading);
        builder.AddAccess();
        builder.AddLimits(reading);
        builder.AddResponseCache(reading);
        builder.AddChecksums();
        builder.AddExchanging();
        builder.AddUpstreams(reading);
        builder.AddHealth(reading);
        builder.AddBalancing();
        builder.AddDiscovery();
        builder.AddPassThrough();
        builder.AddAuditing(reading);
        builder.AddMirroring(reading);
        builder.AddOps();
        builder.AddChecking();
        builder.AddSystemd();
        if (isSilent)
        {
            builder.Logging.ClearProviders();
        }

        var app = builder.Build();
        app.UseOps();
        app.UseForwardedAddresses();
        app.UseTelemetry();
        app.UseAuditing();
        app.UseTwins();
        app.UseLimits();
        app.UseMirroring();
        app.UsePassThrough();
        app.UseUpstreams(reading);
        app.UseRules();
        app.UseModules();
        return app;
    }

    /// <summary>Starts what was built.</summary>
    /// <exception cref="IOException">An address is taken.</exception>
    public static async Task StartAsync(WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch
        {
            // What had begun is stopped; when it is only disposed of, the host calls workers that had no turn yet crashed.
            await app.StopAsync();
            throw;
        }
    }
}
