using Gateway.Lab;

namespace Gateway.Bench.Peers;

/// <summary>The gateway as it ships, in front of one origin.</summary>
internal static class GatewayBefore
{
    public static LabSettings Settings(Uri origin) => new LabSettings()
        .Cluster("origin", null, origin)
        .Route("*", "origin")
        .Set("Logging:LogLevel:Default", nameof(LogLevel.Warning));
}
