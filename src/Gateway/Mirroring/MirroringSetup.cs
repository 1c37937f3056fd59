using Gateway.Settings;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Mirroring;

/// <summary>The door of the feature: copies of module requests for clusters that serve nobody.</summary>
internal static class MirroringSetup
{
    public static void AddMirroring(this WebApplicationBuilder builder, SettingsReading reading)
    {
        var services = builder.Services;
        services.AddSingleton<MirrorMetrics>();
        services.AddHostedService<CatchUp>();
        services.AddSingleton(provider => new Mirrors(
            reading.Settings.Mirroring,
            provider.GetRequiredService<CurrentSnapshot>(),
            provider.GetRequiredService<IForwarderHttpClientFactory>(),
            provider.GetRequiredService<MirrorMetrics>(),
            provider.GetRequiredService<ILogger<Mirrors>>(),
            provider.GetRequiredService<TimeProvider>()));
        if (reading.Settings.Mirroring.Count > 0)
        {
            services.AddSingleton<MirrorTrail>();
            services.AddHostedService(static provider => provider.GetRequiredService<Mirrors>());
        }
    }

    /// <summary>Comes before everything that may refuse a request, and after the operators' listener.</summary>
    public static void UseMirroring(this WebApplication app)
    {
        if (app.Services.GetService<MirrorTrail>() is { } trail)
        {
            app.Use(trail.InvokeAsync);
        }
    }
}
