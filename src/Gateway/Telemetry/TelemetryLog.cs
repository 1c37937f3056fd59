namespace Gateway.Telemetry;

/// <summary>Events 8000-8049.</summary>
internal static partial class TelemetryLog
{
    [LoggerMessage(8001, LogLevel.Warning, "The collector does not take telemetry, which is dropped: {Words}")]
    public static partial void CannotSend(this ILogger logger, string words);
}
