using Gateway.Access.Certificates;
using Gateway.Settings;
using Gateway.Telemetry;

namespace Gateway.Auditing;

/// <summary>The door of the feature: who took what, written down.</summary>
internal static class AuditSetup
{
    public static void AddAuditing(this WebApplicationBuilder builder, SettingsReading reading)
    {
        var options = reading.Settings.Auditing;
        var services = builder.Services;
        var secrets = reading.AuditSecrets;
        services.AddSingleton(options);
        services.AddSingleton(secrets);
        services.AddSingleton<AuditMetrics>();
        services.AddSingleton<AuditQueue>();
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<OperatorTrail>();
        if (!options.IsOn)
        {
            return;
        }

        services.AddSingleton(provider => new CollectorSink(reading.Collector, provider.GetRequiredService<TelemetryResource>()));
        services.AddHostedService(provider =>
        {
            var instance = provider.GetRequiredService<InstanceName>().Value;
            var (chain, metrics, time) = (new AuditChain(instance, secrets.Signer), provider.GetRequiredService<AuditMetrics>(), provider.GetRequiredService<TimeProvider>());
            return new AuditWriter(
                provider.GetRequiredService<AuditQueue>(),
                options,
                chain,
                options.File.Length > 0 ? new AuditJournal(options, chain, secrets.Cipher, new AuditFile(Path.GetFullPath(options.File)), time) : null,
                options.StandardOutput ? new StandardOutputSink(Console.OpenStandardOutput(), metrics) : null,
                options.Otlp ? provider.GetRequiredService<CollectorSink>() : null,
                instance,
                metrics,
                provider.GetRequiredService<ILogger<AuditWriter>>(),
                time);
        });
        if (options.File.Length > 0)
        {
            services.AddHostedService<AuditTidier>();
        }
    }

    /// <summary>Comes before everything that may refuse a request.</summary>
    public static void UseAuditing(this WebApplication app)
    {
        if (app.Services.GetRequiredService<AuditingOptions>().IsOn)
        {
            var trail = app.Services.GetRequiredService<AuditTrail>();
            app.Services.GetRequiredService<ClientHandshakes>().Refused += trail.TurnedAway;
            app.Use(trail.InvokeAsync);
        }
    }
}
