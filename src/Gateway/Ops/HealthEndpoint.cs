using System.Net;
using Gateway.Edge;

namespace Gateway.Ops;

/// <summary>Answers probes: whether the process lives, and whether this instance should get requests.</summary>
/// <remarks>Ready speaks of this instance alone: an upstream's outage must not take its cache and its other clusters away.</remarks>
internal static class HealthEndpoint
{
    public static async Task HandleAsync(HttpContext context)
    {
        // Loopback is no authentication: a page in a browser on this machine could name us by a host name of its own.
        if (!IsOwnName(context.Request.Host.Host))
        {
            await AnswerAsync(context, StatusCodes.Status421MisdirectedRequest, "this listener answers to localhost and its own address only");
            return;
        }

        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            await AnswerAsync(context, StatusCodes.Status405MethodNotAllowed, "only GET and HEAD are served here");
            return;
        }

        var lifetime = context.RequestServices.GetRequiredService<IHostApplicationLifetime>();
        var (status, text) = context.Request.Path.Value switch
        {
            "/health/live" or "/healthz" => (StatusCodes.Status200OK, "live"),
            "/health/ready" or "/readyz" => lifetime.ApplicationStopping.IsCancellationRequested
                ? (StatusCodes.Status503ServiceUnavailable, "stopping")
                : (StatusCodes.Status200OK, "ready"),
            _ => (StatusCodes.Status404NotFound, "not found; there are /health/live and /health/ready"),
        };
        await AnswerAsync(context, status, text);
    }

    private static bool IsOwnName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static Task AnswerAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        return GoAnswers.TextAsync(context, text + "\n");
    }
}
