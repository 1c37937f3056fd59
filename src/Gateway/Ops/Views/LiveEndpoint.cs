using System.Text.Json;
using Gateway.Access;
using Gateway.Health;
using Gateway.Settings;
using Gateway.Telemetry;
using Gateway.Upstreams;

namespace Gateway.Ops.Views;

/// <summary>
/// Tells how things are once a second, and at once when the state of a destination changes: <c>GET /api/live</c>, as server-sent events
/// (html.spec.whatwg.org, 9.2).
/// </summary>
internal sealed class LiveEndpoint(
    CurrentSnapshot current, InstanceName instance, OverviewEndpoint overview, RequestHistory history, Transitions transitions, Fallbacks fallbacks, IHostApplicationLifetime lifetime, TimeProvider time)
{
    public const string Path = "/api/live";

    private const int Feed = 50;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // A browser that is led on asks again; who may watch is looked at then.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(10);

    private int _watchers;

    public async Task HandleAsync(HttpContext context)
    {
        if (await OpsAnswers.RefusesGetAsync(context))
        {
            return;
        }

        var most = current.Value.Settings.Ops.Watchers;
        try
        {
            if (Interlocked.Increment(ref _watchers) > most)
            {
                await OpsAnswers.TextAsync(context, StatusCodes.Status503ServiceUnavailable, $"unavailable: {most} watch already, as many as Ops:Watchers allows");
                return;
            }

            // The gateway must not wait for who only watches it.
            using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
            end.CancelAfter(LongestFor(context));
            await TellAsync(context, end.Token);
        }
        catch (OperationCanceledException)
        {
            // He left, or is to ask again.
        }
        finally
        {
            Interlocked.Decrement(ref _watchers);
        }
    }

    // What he has shown may end before. A moment later than that: timers are coarse, and who asks again at once is to be told why it ended.
    private TimeSpan LongestFor(HttpContext context)
    {
        var caller = Caller.Of(context);
        var ends = new[] { caller.Token?.Expires, caller.Certificate?.Expires }.Min();
        return ends - time.GetUtcNow() is { } left && left < Longest ? (left > TimeSpan.Zero ? left : TimeSpan.Zero) + Moment : Longest;
    }

    private async Task TellAsync(HttpContext context, CancellationToken end)
    {
        using var news = new SemaphoreSlim(0, 1);
        void Hear(Transition transition) => Release(news);
        transitions.Happened += Hear;
        try
        {
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers.CacheControl = "no-store";
            await context.Response.WriteAsync("retry: 1000\n", end);
            // Read anew, revocation lists and roles may take from him that he may watch: he has to ask again.
            for (var settings = current.Value.Settings; ReferenceEquals(settings, current.Value.Settings);)
            {
                await context.Response.WriteAsync($"data: {JsonSerializer.Serialize(Look(context), JsonSerializerOptions.Web)}\n\n", end);
                await context.Response.Body.FlushAsync(end);
                await news.WaitAsync(Interval, end);
            }
        }
        finally
        {
            transitions.Happened -= Hear;
        }
    }

    private LiveAnswer Look(HttpContext context) => new(
        overview.Look(context),
        PointAnswer.Of(history),
        ClusterAnswer.Of(current.Value, instance),
        transitions.Latest.Reverse().Take(Feed).Select(TransitionAnswer.Of),
        fallbacks.Latest.Take(Feed));

    private static void Release(SemaphoreSlim news)
    {
        try
        {
            news.Release();
        }
        catch (Exception full) when (full is SemaphoreFullException or ObjectDisposedException)
        {
            // It is told already, or he has just left.
        }
    }
}
