using Gateway.Access.Rules;
using Gateway.Access.Tokens;
using Gateway.Upstreams;

namespace Gateway.Settings;

/// <summary>One state of the whole configuration. A request takes it once and sees nothing of a later one.</summary>
internal sealed record Snapshot(GatewaySettings Settings, IReadOnlyDictionary<string, Upstream> Upstreams, RouteTable Routes)
{
    /// <summary>Who may fetch what.</summary>
    public required AccessRules Rules { get; init; }

    /// <summary>Which tokens are good.</summary>
    public required TokenPlan Tokens { get; init; }
}
