namespace Gateway.Edge;

/// <summary>Events 1000-1099.</summary>
internal static partial class EdgeLog
{
    [LoggerMessage(1001, LogLevel.Debug, "{Method} {Path} {Status} from {Cluster} after {Attempts} attempts, request {RequestId}")]
    public static partial void Fetched(this ILogger logger, string method, string path, int status, string cluster, int attempts, string requestId);

    [LoggerMessage(1002, LogLevel.Information, "Listening on {Address} ({Name}).")]
    public static partial void Listening(this ILogger logger, Uri address, string name);

    [LoggerMessage(1003, LogLevel.Information, "Ready: GOPROXY={GoProxy}")]
    public static partial void Ready(this ILogger logger, string goProxy);
}
