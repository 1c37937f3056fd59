namespace Gateway.Health;

/// <summary>Events 4000-4099.</summary>
internal static partial class HealthLog
{
    [LoggerMessage(4001, LogLevel.Warning, "{Cluster}/{Destination}: {From} → {To}: {Evidence}")]
    public static partial void Fell(this ILogger logger, string cluster, string destination, HealthState from, HealthState to, string evidence);

    [LoggerMessage(4002, LogLevel.Information, "{Cluster}/{Destination}: {From} → {To}: {Evidence}")]
    public static partial void Changed(this ILogger logger, string cluster, string destination, HealthState from, HealthState to, string evidence);

    [LoggerMessage(4003, LogLevel.Error, "Probing {Cluster}/{Destination} failed in a way that was believed impossible")]
    public static partial void ProbingFailed(this ILogger logger, string cluster, string destination, Exception failure);

    [LoggerMessage(4004, LogLevel.Warning, "Redis does not share drains, so each holds on the gateway alone that is told: {Why}")]
    public static partial void DrainsRefused(this ILogger logger, string why);

    [LoggerMessage(4005, LogLevel.Error, "Sharing drains failed in a way that was believed impossible")]
    public static partial void SharingFailed(this ILogger logger, Exception failure);
}
