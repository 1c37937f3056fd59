using System.Net;
using Gateway.Caching;

namespace Gateway.Edge;

/// <summary>Events 1000-1099.</summary>
internal static partial class EdgeLog
{
    [LoggerMessage(1001, LogLevel.Debug, "{Method} {Path} {Status} {Outcome}, request {RequestId}")]
    public static partial void Answered(this ILogger logger, string method, string path, int status, CacheOutcome outcome, string requestId);

    [LoggerMessage(1002, LogLevel.Information, "Listening on {Address} ({Name}).")]
    public static partial void Listening(this ILogger logger, Uri address, string name);

    [LoggerMessage(1003, LogLevel.Information, "Ready: GOPROXY={GoProxy}")]
    public static partial void Ready(this ILogger logger, string goProxy);

    [LoggerMessage(7010, LogLevel.Information, "{Listener}: a connection from {Peer} is closed, its PROXY header is refused: {Reason}")]
    public static partial void ProxyHeaderRefused(this ILogger logger, string listener, EndPoint? peer, string reason);
}
