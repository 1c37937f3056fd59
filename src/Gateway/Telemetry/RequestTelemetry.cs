using Gateway.Edge;

namespace Gateway.Telemetry;

/// <summary>Measures every request that is not an operator's, whatever becomes of it.</summary>
internal sealed class RequestTelemetry(RequestMetrics metrics, RequestSpans spans, TimeProvider time)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var began = time.GetTimestamp();
        using var span = spans.Begin(context);
        var isFault = true;
        try
        {
            await next(context);
            isFault = false;
        }
        finally
        {
            var visit = Visit.Of(context);
            var outcome = isFault ? RequestOutcome.Failed : RequestOutcome.Of(context, visit);
            if (span is not null)
            {
                RequestSpans.End(span, context, visit, outcome);
            }

            // While the span is the current one: it is what an exemplar names.
            metrics.Ended(visit, outcome, time.GetElapsedTime(began));
        }
    }
}
