using Gateway.Health;
using Gateway.Settings;

namespace Gateway.Ops;

/// <summary>Shows every destination with its state, and the latest changes of state.</summary>
internal sealed class ClustersEndpoint(CurrentSnapshot current, InstanceName instance, Transitions transitions)
{
    public const string Path = "/api/clusters";
    public const string TransitionsPath = "/api/transitions";

    public Task ClustersAsync(HttpContext context) => ShowAsync(context, () => current.Value.Upstreams.Values
        .OrderBy(upstream => upstream.Name, StringComparer.Ordinal)
        .Select(upstream => new ClusterAnswer(upstream.Name, instance.Value, [.. upstream.Destinations.Select(DestinationAnswer.Of)])));

    public Task TransitionsAsync(HttpContext context) => ShowAsync(context, () => transitions.Latest.Reverse().Select(TransitionAnswer.Of));

    private static async Task ShowAsync<T>(HttpContext context, Func<T> show)
    {
        if (await OpsGatekeeper.RefusesAsync(context))
        {
            return;
        }

        if (!HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET";
            await OpsAnswers.TextAsync(context, StatusCodes.Status405MethodNotAllowed, "only GET is served here");
            return;
        }

        await OpsAnswers.JsonAsync(context, show());
    }
}
