namespace Gateway.Edge;

/// <summary>Knows a request that only repeats a refused one by its connection, and marks it (<see cref="Twin"/>).</summary>
/// <remarks>
/// The mark decides nothing about the answer: 404 and 410 are remembered for everybody, and every other refusal is decided again,
/// because a helper may have brought what was missing.
/// </remarks>
internal sealed class Twins(EdgeMetrics metrics, TimeProvider time)
{
    // One for all requests: a closure for each would be 100 bytes.
    private Func<object, Task>? _remember;

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var (visit, now) = (Visit.Of(context), time.GetUtcNow());
        var refusals = visit.Connection.Refusals;
        if (!refusals.IsEmpty(now) && refusals.Take(FingerprintOf(context, visit), now) is { } status)
        {
            visit.Twin = new Twin(status);
            metrics.TwinCame(status);
        }
        else
        {
            // Before the client can know: it answers within a millisecond.
            context.Response.OnStarting(_remember ??= Remember, context);
        }

        return next(context);
    }

    private Task Remember(object request)
    {
        var context = (HttpContext)request;
        var visit = Visit.Of(context);
        // What is passed through is no go command's, and its headers are the cluster's by now.
        if (context.Response.StatusCode is >= 400 and < 500 and var status && !visit.IsPassedThrough)
        {
            visit.Connection.Refusals.Add(FingerprintOf(context, visit), status, time.GetUtcNow());
        }

        return Task.CompletedTask;
    }

    private static Fingerprint FingerprintOf(HttpContext context, Visit visit) => visit.Fingerprint ??= Fingerprint.Of(context);
}
