using System.Net;
using System.Net.Mime;
using Microsoft.Net.Http.Headers;

namespace Gateway.Ops;

/// <summary>Turns away what no operator sends. Loopback is no authentication: a browser on this machine reaches it for any page.</summary>
internal static class OpsGatekeeper
{
    /// <summary>Calls that change something must have it, with the value <c>1</c>: no form of a foreign page can set it.</summary>
    public const string Header = "X-Gateway";

    /// <summary>Whether the request of an operator was refused; it is answered then.</summary>
    public static async Task<bool> RefusesAsync(HttpContext context)
    {
        if (!IsFromHere(context))
        {
            await OpsAnswers.TextAsync(context, StatusCodes.Status403Forbidden, "forbidden: from elsewhere there are /health/live, /health/ready, /metrics and /api/alerts; operators ask on the gateway's own machine");
            return true;
        }

        return await RefusesNameAsync(context);
    }

    /// <summary>The same for what anybody may ask from elsewhere: probes and Prometheus name us as they like.</summary>
    public static async Task<bool> RefusesNameAsync(HttpContext context)
    {
        // A page could name us by a host name of its own, and would then be of the same origin.
        if (!IsFromHere(context) || IsOwnName(context.Request.Host.Host))
        {
            return false;
        }

        await OpsAnswers.TextAsync(context, StatusCodes.Status421MisdirectedRequest, "this listener answers to localhost and its own address only");
        return true;
    }

    /// <summary>The same for a request that would change something.</summary>
    public static async Task<bool> RefusesChangeAsync(HttpContext context)
    {
        if (await RefusesAsync(context))
        {
            return true;
        }

        if (FindFault(context.Request) is not var (status, text))
        {
            return false;
        }

        await OpsAnswers.TextAsync(context, status, text);
        return true;
    }

    private static (int Status, string Text)? FindFault(HttpRequest request)
    {
        if (IsFromAnotherSite(request))
        {
            return (StatusCodes.Status403Forbidden, "forbidden: pages of other sites change nothing here");
        }

        if (request.Headers[Header] != "1")
        {
            return (StatusCodes.Status403Forbidden, $"forbidden: a request that changes something needs the header {Header}: 1");
        }

        return MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals(MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase)
            ? null
            : (StatusCodes.Status415UnsupportedMediaType, $"unsupported media type: a request that changes something needs Content-Type: {MediaTypeNames.Application.Json}");
    }

    private static bool IsFromHere(HttpContext context) => context.Connection.RemoteIpAddress is { } asker && IPAddress.IsLoopback(asker);

    private static bool IsFromAnotherSite(HttpRequest request)
    {
        string? site = request.Headers["Sec-Fetch-Site"];
        string? origin = request.Headers.Origin;
        return site is not (null or "none" or "same-origin") || (origin is not null && origin != $"{request.Scheme}://{request.Host}");
    }

    private static bool IsOwnName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
