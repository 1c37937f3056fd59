using OpenTelemetry;

namespace Gateway.Telemetry;

/// <summary>What OpenTelemetry's extensions configure.</summary>
internal sealed class TelemetryBuilder(IServiceCollection services) : IOpenTelemetryBuilder
{
    public IServiceCollection Services { get; } = services;
}
