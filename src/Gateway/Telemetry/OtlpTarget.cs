using OpenTelemetry.Exporter;

namespace Gateway.Telemetry;

/// <summary>The collector that the settings name, else the one that OpenTelemetry's variables name.</summary>
/// <param name="Options">The settings.</param>
/// <param name="Headers">What the headers file says, as OpenTelemetry writes headers; empty without one.</param>
internal sealed record OtlpTarget(TelemetryOptions Options, string Headers)
{
    private const string Variable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Whether anything is sent.</summary>
    public bool IsOn => Options.Otlp.Length > 0 || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable));

    /// <summary>Says where one kind of signals goes: <c>v1/traces</c>, <c>v1/metrics</c>, <c>v1/logs</c>.</summary>
    /// <remarks>An exporter's options have been set from OpenTelemetry's variables when they come here.</remarks>
    public void Apply(OtlpExporterOptions exporter, string path)
    {
        if (Options.Otlp.Length > 0)
        {
            var isHttp = Options.Protocol == OtlpProtocol.HttpProtobuf;
            exporter.Protocol = isHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
            exporter.Endpoint = isHttp ? new Uri(new Uri(Options.Otlp.TrimEnd('/') + "/"), path) : new Uri(Options.Otlp);
        }

        if (Headers.Length > 0)
        {
            exporter.Headers = Headers;
        }
    }

    /// <summary>Reads the headers file.</summary>
    public static OtlpTarget Read(TelemetryOptions options, List<string> faults)
    {
        if (options.HeadersFile.Length == 0)
        {
            return new OtlpTarget(options, "");
        }

        try
        {
            var headers = File.ReadLines(options.HeadersFile).Where(line => line.Trim().Length > 0).Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries)).ToList();
            // A comma ends a header where OpenTelemetry reads them, even an escaped one.
            if (headers.TrueForAll(header => header is [{ Length: > 0 }, { Length: > 0 } value] && !value.Contains(',')))
            {
                return new OtlpTarget(options, string.Join(',', headers.Select(header => $"{header[0]}={Uri.EscapeDataString(header[1])}")));
            }

            faults.Add($"Telemetry:HeadersFile, {options.HeadersFile}, has a line that is no header, or has a comma; lines such as Authorization: Bearer TOKEN are needed.");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            faults.Add($"Telemetry:HeadersFile, {options.HeadersFile}, cannot be read: {unreadable.Message}");
        }

        return new OtlpTarget(options, "");
    }
}
