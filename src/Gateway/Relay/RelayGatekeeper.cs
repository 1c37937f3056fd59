using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Relay;

/// <summary>Turns away what is not <c>go</c>. Every page in a browser of this machine reaches the relay: it answers to its own names only.</summary>
internal sealed class RelayGatekeeper(RelayPlan plan)
{
    /// <summary>The path to ask the edge for, as it was written; null when the request was refused, which is answered then.</summary>
    public async Task<string?> AdmitAsync(HttpContext context)
    {
        var (status, reason) = Judge(context, out var path);
        if (status == StatusCodes.Status405MethodNotAllowed)
        {
            context.Response.Headers.Allow = "GET, HEAD";
        }

        if (reason is not null)
        {
            await RelayAnswers.RefuseAsync(context, status, reason);
        }

        return path;
    }

    private (int Status, string? Reason) Judge(HttpContext context, out string? path)
    {
        path = null;
        var request = context.Request;
        if (!IsOwnName(request.Host, context.Connection.LocalPort))
        {
            return (StatusCodes.Status421MisdirectedRequest, "misdirected: the relay answers to localhost and its own address only");
        }

        if (IsFromAnotherSite(request))
        {
            return (StatusCodes.Status403Forbidden, "forbidden: pages of other sites get nothing here");
        }

        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            return (StatusCodes.Status405MethodNotAllowed, "method not allowed: only GET and HEAD are served here");
        }

        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true || !target.StartsWith('/'))
        {
            return (StatusCodes.Status400BadRequest, "bad request: go asks for a path and sends no body");
        }

        if (request.Headers.Via.ToString().Contains(plan.Name, StringComparison.Ordinal))
        {
            return (StatusCodes.Status508LoopDetected, "loop detected: this request has passed the relay before; --to leads back to it");
        }

        path = RelaySecret.TakeOff(target, plan.Secret);
        // Not 404: go would take its question to the next proxy of its list.
        return path is null
            ? (StatusCodes.Status403Forbidden, "forbidden: the relay's secret is missing; set GOPROXY as `gateway relay` prints it")
            : (StatusCodes.Status200OK, null);
    }

    /// <summary>A page could name us by a host name of its own, and would then be of the same origin.</summary>
    private static bool IsOwnName(HostString host, int port) =>
        host.Host is { } name && (name == "127.0.0.1" || name == "[::1]" || name.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        && (host.Port ?? 80) == port;

    private static bool IsFromAnotherSite(HttpRequest request)
    {
        string? site = request.Headers["Sec-Fetch-Site"];
        string? origin = request.Headers.Origin;
        return site is not (null or "none" or "same-origin") || (origin is not null && origin != $"http://{request.Host}");
    }
}
