using Gateway.Access.Tokens;
using Gateway.Upstreams;

namespace Gateway.Settings;

/// <summary>One state of the whole configuration. A request takes it once and sees nothing of a later one.</summary>
internal sealed record Snapshot(GatewaySettings Settings, IReadOnlyDictionary<string, Upstream> Upstreams, RouteTable Routes)
{
    /// <summary>Which tokens are good.</summary>
    public TokenPlan Tokens { get; init; } = TokenPlan.None;
}
