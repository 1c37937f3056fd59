using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Gateway.Telemetry;

/// <summary>Makes OpenTelemetry's providers part of the host: they begin with it, and what they hold is sent when it ends.</summary>
internal sealed class TelemetryProviders(IServiceProvider services) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        services.GetService<MeterProvider>();
        services.GetService<TracerProvider>();
        services.GetService<LoggerProvider>();
        return Task.CompletedTask;
    }

    /// <summary>The container disposes of them, which sends what they hold.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
