using System.Net;

namespace Gateway.Lab.Commands;

/// <summary>Keeps web pages out of the control port: loopback is no authentication, and every browser on this machine can reach it.</summary>
internal static class ControlDoor
{
    /// <summary>Why a request is turned away; null when it is let in.</summary>
    public static (int Status, string Words)? FindFault(HttpRequest request)
    {
        // A page can give this address a host name of its own and would then be same-origin with it.
        if (!IsOwnName(request.Host.Host))
        {
            return (StatusCodes.Status421MisdirectedRequest, "The lab answers to localhost and 127.0.0.1 only.");
        }

        string? site = request.Headers["Sec-Fetch-Site"];
        string? origin = request.Headers.Origin;
        return site is not (null or "same-origin" or "none") || (origin is not null && origin != $"{request.Scheme}://{request.Host}")
            ? (StatusCodes.Status403Forbidden, "The lab takes no commands from pages of other sites.")
            : null;
    }

    private static bool IsOwnName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
