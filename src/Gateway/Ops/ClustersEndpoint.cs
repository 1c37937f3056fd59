using Gateway.Health;
using Gateway.Settings;

namespace Gateway.Ops;

/// <summary>Shows every destination with its state, and the latest changes of state.</summary>
internal sealed class ClustersEndpoint(CurrentSnapshot current, InstanceName instance, Transitions transitions)
{
    public const string Path = "/api/clusters";
    public const string TransitionsPath = "/api/transitions";

    public Task ClustersAsync(HttpContext context) => OpsAnswers.ShowAsync(context, () => current.Value.Upstreams.Values
        .OrderBy(upstream => upstream.Name, StringComparer.Ordinal)
        .Select(upstream => new ClusterAnswer(upstream.Name, instance.Value, [.. upstream.Destinations.Select(DestinationAnswer.Of)])));

    public Task TransitionsAsync(HttpContext context) => OpsAnswers.ShowAsync(context, () => transitions.Latest.Reverse().Select(TransitionAnswer.Of));
}
