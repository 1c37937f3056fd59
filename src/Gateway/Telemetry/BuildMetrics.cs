using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.InteropServices;

namespace Gateway.Telemetry;

/// <summary>Says what runs. Meter <c>Gateway.Telemetry</c>.</summary>
internal sealed class BuildMetrics
{
    public BuildMetrics(IMeterFactory meters)
    {
        var version = new TagList { { "version", TelemetrySetup.Version }, { "runtime", RuntimeInformation.FrameworkDescription } }.ToArray();
        meters.Create("Gateway.Telemetry").CreateObservableGauge(
            "gateway.build.info", () => new Measurement<int>(1, version), description: "Always 1; its labels say what runs.");
    }
}
