using System.ComponentModel.DataAnnotations;
using Gateway.Settings;

namespace Gateway.Telemetry;

/// <summary>Where traces, metrics and logs are sent. Section <c>Telemetry</c>. Takes effect at the next start, all but <see cref="TraceCallers"/>.</summary>
internal sealed class TelemetryOptions
{
    /// <summary>The collector's address: <c>http://127.0.0.1:4317</c>. Empty, the default: nothing is sent, unless <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one.</summary>
    public string Otlp { get; init; } = "";

    /// <summary>How <see cref="Otlp"/> is spoken to. Default <c>Grpc</c>.</summary>
    public OtlpProtocol Protocol { get; init; }

    /// <summary>A file of headers for the collector, one a line: <c>Authorization: Bearer …</c>. Empty, the default: none.</summary>
    public string HeadersFile { get; init; } = "";

    /// <summary>The share of requests whose traces are sent, 0 to 1. Failures, failovers and denials always are. Default 0.01.</summary>
    [Range(0.0, 1.0)]
    public double Sampling { get; init; } = 0.01;

    /// <summary>How often metrics are sent. 1 second to 1 hour, default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan MetricsInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The networks whose <c>traceparent</c> is continued, as that of identified callers is told to internal clusters. Default this machine.</summary>
    [TakesEffect(Effect.AtOnce)]
    public IReadOnlyList<string> TraceCallers { get; init; } = Networks.Loopback;
}
