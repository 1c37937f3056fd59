using System.ComponentModel.DataAnnotations;

namespace Gateway.Upstreams;

/// <summary>New clusters that a share of a route's modules is asked of first. Section <c>Modules:Routes:N:Canary</c>.</summary>
internal sealed class CanaryOptions
{
    /// <summary>The clusters to ask first, in order. What they do not have, and when they fail, the route's own are asked. Default none: there is no canary.</summary>
    public IReadOnlyList<string> Clusters { get; init; } = [];

    /// <summary>The share of modules, told from a hash of the module path: always the same modules. Default 0.05.</summary>
    [Range(0.0, 1.0)]
    public double Share { get; init; } = 0.05;

    /// <summary>Whether there is one.</summary>
    internal bool IsOn => Clusters.Count > 0;
}
