using Gateway.Settings;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Gateway.Edge;

/// <summary>Turns away what no client of the protocol sends: other methods, bodies, and requests that come back to us.</summary>
internal static class Gatekeeper
{
    /// <summary>Refuses the request: the answer under way; null when it may go on.</summary>
    public static Task? Refuse(HttpContext context, Snapshot snapshot)
    {
        var method = context.Request.Method;
        if (!HttpMethods.IsGet(method) && !HttpMethods.IsHead(method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            return GoAnswers.RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, "method not allowed: only GET and HEAD are served here");
        }

        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true)
        {
            if (!HttpProtocol.IsHttp2(context.Request.Protocol))
            {
                // What is left of the body would be the next request.
                context.Response.Headers.Connection = "close";
            }

            return GoAnswers.RefuseAsync(context, StatusCodes.Status400BadRequest, "bad request: a request with a body is not served here");
        }

        return RefuseLoop(context, snapshot);
    }

    /// <summary>Refuses a request that has passed this gateway before: the answer under way; null when it may go on.</summary>
    public static Task? RefuseLoop(HttpContext context, Snapshot snapshot) =>
        context.Request.Headers.Via is { Count: > 0 } via && CameBack(via, snapshot.Settings.Gateway.Name)
            ? GoAnswers.RefuseAsync(
                context,
                StatusCodes.Status508LoopDetected,
                $"loop detected: this request has passed the gateway \"{snapshot.Settings.Gateway.Name}\" before",
                "a cluster that it asks has it as its own upstream")
            : null;

    /// <summary>Whether one of the proxies in <c>Via</c> (RFC 9110, 7.6.3) is this gateway.</summary>
    private static bool CameBack(StringValues via, string name) =>
        via.SelectMany(line => line?.Split(',') ?? [])
            .Select(hop => hop.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Any(hop => hop.Length > 1 && hop[1].Equals(name, StringComparison.OrdinalIgnoreCase));
}
