using Gateway.Ops;
using Gateway.Settings;
using Microsoft.Net.Http.Headers;

namespace Gateway.Telemetry;

/// <summary>Answers <c>GET /metrics</c> to the networks of <c>Ops:Metrics</c>, in the format that the asker likes best.</summary>
internal sealed class MetricsEndpoint(MetricsExporter exporter, CurrentSnapshot current)
{
    public const string Path = "/metrics";

    private const string OpenMetrics = "application/openmetrics-text";

    public async Task HandleAsync(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } asker || await OpsGatekeeper.RefusesNameAsync(context))
        {
            return;
        }

        if (!Networks.Contain(current.Value.Settings.Ops.Metrics, asker))
        {
            await OpsAnswers.TextAsync(context, StatusCodes.Status403Forbidden, $"forbidden: {asker} is in no network of Ops:Metrics");
            return;
        }

        if (!HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET";
            await OpsAnswers.TextAsync(context, StatusCodes.Status405MethodNotAllowed, "only GET is served here");
            return;
        }

        var isOpenMetrics = WantsOpenMetrics(context.Request);
        if (await exporter.ReadAsync(isOpenMetrics, context.RequestAborted) is not { } text)
        {
            await OpsAnswers.TextAsync(context, StatusCodes.Status503ServiceUnavailable, "unavailable: the metrics could not be read in time");
            return;
        }

        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Vary = HeaderNames.Accept;
        context.Response.ContentType = isOpenMetrics ? $"{OpenMetrics}; version=1.0.0; charset=utf-8" : "text/plain; version=0.0.4; charset=utf-8";
        context.Response.ContentLength = text.Length;
        await context.Response.Body.WriteAsync(text, context.RequestAborted);
    }

    /// <summary>Whether it is liked, and plain text is not liked better.</summary>
    private static bool WantsOpenMetrics(HttpRequest request)
    {
        var liked = request.GetTypedHeaders().Accept;
        var openMetrics = liked.Where(type => type.MediaType.Equals(OpenMetrics, StringComparison.OrdinalIgnoreCase)).Max(type => (double?)(type.Quality ?? 1));
        var text = liked.Where(type => type.MediaType.Equals("text/plain", StringComparison.OrdinalIgnoreCase)).Max(type => (double?)(type.Quality ?? 1));
        return openMetrics > 0 && openMetrics >= text.GetValueOrDefault();
    }
}
