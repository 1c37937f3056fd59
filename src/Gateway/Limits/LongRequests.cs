using Gateway.Settings;

namespace Gateway.Limits;

/// <summary>Cuts off requests that take too long, be it their client's fault or a cluster's.</summary>
/// <remarks>One look a second at what is under way costs a request less than a timer of its own.</remarks>
internal sealed class LongRequests(CurrentSnapshot current, LimitsMetrics metrics, TimeProvider time, ILogger<LongRequests> logger) : BackgroundService
{
    private const int Stripes = 32;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Dictionary<HttpContext, long>[] _underWay = [.. Enumerable.Range(0, Stripes).Select(_ => new Dictionary<HttpContext, long>(ReferenceEqualityComparer.Instance))];

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var stripe = _underWay[Environment.CurrentManagedThreadId % Stripes];
        lock (stripe)
        {
            stripe[context] = time.GetTimestamp();
        }

        try
        {
            await next(context);
        }
        finally
        {
            lock (stripe)
            {
                stripe.Remove(context);
            }
        }
    }

    /// <summary>Looks once at everything that is under way.</summary>
    public void Look()
    {
        var longest = current.Value.Settings.Limits.LongestRequest;
        foreach (var stripe in _underWay)
        {
            // Within the lock: the platform uses a context again for the next request of its connection.
            lock (stripe)
            {
                foreach (var (context, began) in stripe)
                {
                    if (time.GetElapsedTime(began) > longest)
                    {
                        stripe.Remove(context);
                        metrics.CutOff();
                        logger.CutOff(context.Request.Method, context.Request.Path);
                        context.Abort();
                    }
                }
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Look();
        }
    }
}
