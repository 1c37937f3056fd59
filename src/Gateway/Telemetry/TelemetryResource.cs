using Gateway.Settings;
using OpenTelemetry.Resources;

namespace Gateway.Telemetry;

/// <summary>Says who sends: <c>service.name</c> is the name that replicas share, <c>service.instance.id</c> the process's own.</summary>
internal sealed class TelemetryResource(SettingsReading reading, InstanceName instance) : IResourceDetector
{
    public Resource Detect() => ResourceBuilder.CreateEmpty()
        .AddService(reading.Settings.Gateway.Name, serviceVersion: TelemetrySetup.Version, autoGenerateServiceInstanceId: false, serviceInstanceId: instance.Value)
        .Build();
}
