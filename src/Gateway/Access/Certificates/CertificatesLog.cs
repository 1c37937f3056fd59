using System.Net;

namespace Gateway.Access.Certificates;

/// <summary>Events 7000-7099.</summary>
internal static partial class CertificatesLog
{
    [LoggerMessage(7001, LogLevel.Information, "{Listener}: the client certificate {Fingerprint} from {Client} is refused: {Reason}")]
    public static partial void CertificateRefused(this ILogger logger, string listener, EndPoint? client, string fingerprint, string reason);

    [LoggerMessage(7002, LogLevel.Information, "{Listener}: {Client} showed no client certificate and its handshake is refused")]
    public static partial void CertificateMissing(this ILogger logger, string listener, EndPoint? client);

    [LoggerMessage(7003, LogLevel.Information, "{Listener}: the client certificate {Fingerprint} from {Client} is good no longer and its connection is closed: {Reason}")]
    public static partial void CertificateEnded(this ILogger logger, string listener, EndPoint? client, string fingerprint, string reason);

    [LoggerMessage(7004, LogLevel.Warning, "{Path} ({Subject}) ends in {Left}, on {Until:u}")]
    public static partial void EndsSoon(this ILogger logger, string path, string subject, string left, DateTimeOffset until);

    [LoggerMessage(7005, LogLevel.Error, "{Path} ({Subject}) ended on {Until:u}")]
    public static partial void Ended(this ILogger logger, string path, string subject, DateTimeOffset until);

    [LoggerMessage(7006, LogLevel.Error, "Looking at certificates failed in a way that was believed impossible")]
    public static partial void LookFailed(this ILogger logger, Exception failure);
}
