namespace Gateway.Limits;

/// <summary>Events 6100-6149.</summary>
internal static partial class LimitsLog
{
    [LoggerMessage(6101, LogLevel.Warning, "A request got no turn: {Reason}. Said at most once a minute for each, request {RequestId}")]
    public static partial void Refused(this ILogger logger, string reason, string requestId);

    [LoggerMessage(6102, LogLevel.Warning, "Connections are closed at once: {Reason}. Said at most once a minute.")]
    public static partial void ConnectionsRefused(this ILogger logger, string reason);

    [LoggerMessage(6103, LogLevel.Warning, "{Method} {Path} took longer than Limits:LongestRequest and was cut off.")]
    public static partial void CutOff(this ILogger logger, string method, string path);
}
