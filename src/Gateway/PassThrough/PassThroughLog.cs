namespace Gateway.PassThrough;

/// <summary>Events 1050-1099.</summary>
internal static partial class PassThroughLog
{
    [LoggerMessage(1050, LogLevel.Debug, "{Method} {Path} {Status} passed through by {Route}, request {RequestId}")]
    public static partial void PassedThrough(this ILogger logger, string method, string path, int status, string route, string requestId);

    [LoggerMessage(1051, LogLevel.Warning, "{Route}: {Cluster} could not take {Method} {Path}: {Error}, request {RequestId}")]
    public static partial void Failed(this ILogger logger, string route, string cluster, string method, string path, string error, string requestId);

    [LoggerMessage(1052, LogLevel.Debug, "{Method} changed {What}: what is kept of it, and the module's list and latest, are asked for anew, request {RequestId}")]
    public static partial void Changed(this ILogger logger, string method, string what, string requestId);

    [LoggerMessage(1053, LogLevel.Debug, "{Method} {Path} names no module that can be told: nothing is purged, request {RequestId}")]
    public static partial void ChangedSomething(this ILogger logger, string method, string path, string requestId);
}
