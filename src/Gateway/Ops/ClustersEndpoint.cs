using Gateway.Health;
using Gateway.Settings;
using Gateway.Upstreams;

namespace Gateway.Ops;

/// <summary>Shows every destination with its state, the latest changes of state, and the latest hops past a failure.</summary>
internal sealed class ClustersEndpoint(CurrentSnapshot current, InstanceName instance, Transitions transitions, Fallbacks fallbacks)
{
    public const string Path = "/api/clusters";
    public const string TransitionsPath = "/api/transitions";
    public const string FallbacksPath = "/api/fallbacks";

    public Task ClustersAsync(HttpContext context) => OpsAnswers.ShowAsync(context, () => ClusterAnswer.Of(current.Value, instance));

    public Task TransitionsAsync(HttpContext context) => OpsAnswers.ShowAsync(context, () => transitions.Latest.Reverse().Select(TransitionAnswer.Of));

    public Task FallbacksAsync(HttpContext context) => OpsAnswers.ShowAsync(context, () => fallbacks.Latest);
}
