using Microsoft.AspNetCore.Connections.Features;

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
        if (context.Features.Get<IConnectionItemsFeature>()?.Items is not { } items)
        {
            return next(context);
        }

        var refusals = OfConnection(items);
        if (!refusals.IsEmpty && refusals.Take(Fingerprint.Of(context), time.GetUtcNow()) is { } status)
        {
            context.Features.Set(new Twin(status));
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
        if (context.Response.StatusCode is >= 400 and < 500 and var status && context.Features.Get<IConnectionItemsFeature>()?.Items is { } items)
        {
            OfConnection(items).Add(Fingerprint.Of(context), status, time.GetUtcNow());
        }

        return Task.CompletedTask;
    }

    private static RecentRefusals OfConnection(IDictionary<object, object?> items)
    {
        // Streams of one connection come at once, and the items are a plain dictionary.
        lock (items)
        {
            if (items.TryGetValue(typeof(RecentRefusals), out var known))
            {
                return (RecentRefusals)known!;
            }

            var refusals = new RecentRefusals();
            items[typeof(RecentRefusals)] = refusals;
            return refusals;
        }
    }
}
