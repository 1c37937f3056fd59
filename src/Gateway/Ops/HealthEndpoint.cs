using Gateway.Health;

namespace Gateway.Ops;

/// <summary>Answers probes: whether the process lives, and whether this instance should get requests.</summary>
/// <remarks>Ready speaks of this instance alone: an upstream's outage must not take its cache and its other clusters away.</remarks>
internal static class HealthEndpoint
{
    /// <summary>Whether a path is a probe's.</summary>
    public static bool Takes(PathString path) => path.Value is "/health/live" or "/health/ready" or "/healthz" or "/readyz";

    public static async Task HandleAsync(HttpContext context)
    {
        if (await OpsGatekeeper.RefusesNameAsync(context))
        {
            return;
        }

        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            await OpsAnswers.TextAsync(context, StatusCodes.Status405MethodNotAllowed, "only GET and HEAD are served here");
            return;
        }

        var (status, text) = context.Request.Path.Value switch
        {
            "/health/live" or "/healthz" => (StatusCodes.Status200OK, "live"),
            _ => context.RequestServices.GetRequiredService<Farewell>().HasBegun
                ? (StatusCodes.Status503ServiceUnavailable, "stopping")
                : context.RequestServices.GetRequiredService<ProbeWorker>().HasLookedRound
                    ? (StatusCodes.Status200OK, "ready")
                    : (StatusCodes.Status503ServiceUnavailable, "starting: the destinations are being looked at"),
        };
        await OpsAnswers.TextAsync(context, status, text);
    }
}
