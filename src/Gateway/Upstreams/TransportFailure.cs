using System.Net.Sockets;

namespace Gateway.Upstreams;

/// <summary>Says in a closed set of words why there was no conversation with a destination.</summary>
internal static class TransportFailure
{
    public static Outcome ToOutcome(Exception? cause, bool isTimeout, TimeSpan patience)
    {
        if (FindInner<SocketException>(cause) is { SocketErrorCode: SocketError.ConnectionRefused })
        {
            return new Outcome(OutcomeKind.Unreachable, "refused", "refused the connection");
        }

        return FindInner<HttpRequestException>(cause)?.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => new Outcome(OutcomeKind.Unreachable, "dns", "has a host name that cannot be resolved"),
            HttpRequestError.SecureConnectionError => new Outcome(OutcomeKind.Unreachable, "tls", $"failed the TLS handshake ({Reason(cause)})"),
            HttpRequestError.ProxyTunnelError => new Outcome(OutcomeKind.Unreachable, "proxy", "cannot be reached through its HTTP proxy"),
            HttpRequestError.ConnectionError when !isTimeout => new Outcome(OutcomeKind.Unreachable, "connect", $"could not be connected ({Reason(cause)})"),
            HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError => new Outcome(OutcomeKind.Unreachable, "protocol", "did not answer in HTTP"),
            _ when isTimeout || cause is OperationCanceledException => Outcome.TimedOut(patience),
            _ => new Outcome(OutcomeKind.Unreachable, "reset", "closed the connection without an answer"),
        };
    }

    private static T? FindInner<T>(Exception? cause)
        where T : Exception
    {
        while (cause is not null and not T)
        {
            cause = cause.InnerException;
        }

        return (T?)cause;
    }

    /// <summary>The innermost message: the outer ones say no more than that it failed.</summary>
    private static string Reason(Exception? cause)
    {
        while (cause?.InnerException is { } inner)
        {
            cause = inner;
        }

        return cause is null ? "no reason known" : UpstreamText.Clean(cause.Message) ?? "no reason known";
    }
}
