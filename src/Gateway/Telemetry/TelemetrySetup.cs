using System.Diagnostics.Metrics;
using System.Reflection;
using Gateway.Caching;
using Gateway.Health;
using Gateway.Mirroring;
using Gateway.Settings;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Gateway.Telemetry;

/// <summary>The door of the feature: what can be measured from outside.</summary>
internal static class TelemetrySetup
{
    // Of what the platform offers: not Microsoft.AspNetCore.Hosting, whose numbers ours replace and which costs every request a feature, and not
    // Microsoft.AspNetCore.MemoryPool, which counts every buffer that is rented and returned: 3% of a hit's processor time.
    private static readonly string[] Meters =
    [
        "Gateway.*", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Net.NameResolution", "System.Runtime",
    ];

    /// <summary>The version of the gateway, with the commit it was made of where that is known.</summary>
    public static string Version { get; } = typeof(TelemetrySetup).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public static void AddTelemetry(this WebApplicationBuilder builder, SettingsReading reading)
    {
        var services = builder.Services;
        services.AddSingleton<TelemetryResource>();
        services.AddSingleton<RequestMetrics>();
        services.AddSingleton<RequestSpans>();
        services.AddSingleton<RequestHistory>();
        services.AddSingleton<RecentRequests>();
        services.AddSingleton<RequestTelemetry>();
        services.AddSingleton<BuildMetrics>();
        services.AddSingleton<MetricsExporter>();
        services.AddSingleton<MetricsEndpoint>();
        services.ConfigureOpenTelemetryMeterProvider(static (provider, metrics) =>
        {
            var own = provider.GetRequiredService<IMeterFactory>();
            metrics.AddView(instrument => ViewOf(instrument, own));
        });
        // The first to start, so that nothing is missed, and the last to stop.
        services.Insert(0, ServiceDescriptor.Singleton<IHostedService, TelemetryProviders>());
        var telemetry = new TelemetryBuilder(services)
            .ConfigureResource(resource => resource.AddDetector(static provider => provider.GetRequiredService<TelemetryResource>()))
            .WithMetrics(metrics => metrics
                .AddMeter(Meters)
                .SetExemplarFilter(ExemplarFilterType.TraceBased)
                .AddReader(provider => provider.GetRequiredService<MetricsExporter>().Reader));
        if (reading.Collector.IsOn)
        {
            builder.SendTo(reading.Collector, telemetry);
        }
    }

    /// <summary>Comes before everything that may refuse a request.</summary>
    public static void UseTelemetry(this WebApplication app)
    {
        // They observe, and nobody else asks for them.
        app.Services.GetRequiredService<BuildMetrics>();
        app.Services.GetRequiredService<TierMetrics>();
        app.Services.GetRequiredService<DestinationMetrics>();
        app.Use(app.Services.GetRequiredService<RequestTelemetry>().InvokeAsync);
    }

    private static void SendTo(this WebApplicationBuilder builder, OtlpTarget collector, IOpenTelemetryBuilder telemetry)
    {
        // OpenTelemetry reads its variables from here, and ours is empty.
        builder.Configuration.AddInMemoryCollection(
            SettingsSources.ProcessEnvironment().Where(variable => variable.Key.StartsWith("OTEL_", StringComparison.Ordinal)).Select(variable => KeyValuePair.Create(variable.Key, (string?)variable.Value)));
        builder.Services.AddSingleton<CollectorWatch>();
        builder.Services.AddHostedService(static provider => provider.GetRequiredService<CollectorWatch>());
        var traces = new OtlpExporterOptions();
        collector.Apply(traces, "v1/traces");
        telemetry
            .WithTracing(tracing => tracing
                .SetSampler(new Sampling(collector.Options.Sampling))
                .AddSource(Spans.Source.Name, Transitions.Spans.Name, MirrorSender.Spans.Name)
                .AddProcessor(new TraceSender(traces, new BatchExportActivityProcessorOptions())))
            .WithMetrics(metrics => metrics.AddOtlpExporter((exporter, reader) =>
            {
                collector.Apply(exporter, "v1/metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds ??= (int)collector.Options.MetricsInterval.TotalMilliseconds;
            }))
            .WithLogging(logging => logging.AddOtlpExporter(exporter => collector.Apply(exporter, "v1/logs")), logs => logs.IncludeFormattedMessage = true);
    }

    /// <summary>Another gateway in this process has numbers of its own. Connections are told by host and not by address: behind DNS there is no end of addresses.</summary>
    private static MetricStreamConfiguration? ViewOf(Instrument instrument, IMeterFactory own) =>
        instrument.Meter.Scope is { } scope && scope != own ? MetricStreamConfiguration.Drop
        // Attempts are measured by cluster and outcome; once more by host they were 2% of a miss.
        : instrument.Name is "http.client.request.duration" or "http.client.active_requests" ? MetricStreamConfiguration.Drop
        // Counted up and down for every request over HTTP/2, 2% of a hit there, and as good as always 0: who waits for a thread is in dotnet.thread_pool.queue.length.
        : instrument.Name == "kestrel.queued_requests" ? MetricStreamConfiguration.Drop
        : instrument.Name is "http.client.open_connections" or "http.client.connection.duration"
            ? new MetricStreamConfiguration { TagKeys = ["server.address", "server.port", "http.connection.state"] }
            : null;
}
