using Gateway.Settings;

namespace Gateway.Telemetry;

/// <summary>Rules for what is measured and told.</summary>
internal static class TelemetryConsistency
{
    public static void Check(GatewaySettings settings, List<string> faults)
    {
        var telemetry = settings.Telemetry;
        Networks.Check("Ops:Metrics", settings.Ops.Metrics, faults);
        Networks.Check("Telemetry:TraceCallers", telemetry.TraceCallers, faults);
        if (settings.Auditing.Otlp && !new OtlpTarget(telemetry, "").IsOn)
        {
            faults.Add("Auditing:Otlp is true and Telemetry:Otlp names no collector; name one, such as http://127.0.0.1:4317.");
        }

        if (telemetry.Otlp.Length > 0
            && (!Uri.TryCreate(telemetry.Otlp, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.UserInfo.Length > 0 || uri.Query.Length > 0))
        {
            faults.Add($"Telemetry:Otlp is \"{telemetry.Otlp}\"; the address of a collector such as http://127.0.0.1:4317 is needed, and what it wants to be shown goes into Telemetry:HeadersFile.");
        }
    }
}
