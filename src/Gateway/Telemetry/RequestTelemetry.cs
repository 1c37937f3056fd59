using Gateway.Edge;

namespace Gateway.Telemetry;

/// <summary>Names and measures every request that is not an operator's, whatever becomes of it, and has its connection know it meanwhile (<see cref="RequestsUnderWay"/>).</summary>
internal sealed class RequestTelemetry(RequestMetrics metrics, RequestSpans spans, RequestHistory history, RecentRequests recent, TimeProvider time)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var (began, visit) = (time.GetTimestamp(), Visit.Of(context));
        using var span = spans.Begin(context);
        RequestId.Give(context);
        var isFault = true;
        visit.Connection.UnderWay.Begin(context, began);
        try
        {
            await next(context);
            isFault = false;
        }
        finally
        {
            visit.Connection.UnderWay.End(context);
            if (isFault)
            {
                AnswerBody.TakeBack(context);
            }

            var outcome = isFault ? RequestOutcome.Failed : RequestOutcome.Of(context, visit);
            if (span is not null)
            {
                RequestSpans.End(span, context, visit, outcome);
            }

            // While the span is the current one: it is what an exemplar names.
            var elapsed = time.GetElapsedTime(began);
            metrics.Ended(visit, outcome, elapsed);
            history.Add(outcome, visit.Outcome, elapsed);
            recent.Add(PastRequest.Of(context, visit, outcome, time.GetUtcNow(), elapsed));
        }
    }
}
