using Gateway.Upstreams;
using GoModules;

namespace Gateway.Balancing;

/// <summary>A way to choose among destinations, named in <c>ReverseProxy:Clusters:NAME:LoadBalancingPolicy</c>.</summary>
internal interface IBalancing
{
    string Name { get; }

    /// <summary>One of the candidates, of which there are at least two.</summary>
    Destination Choose(Upstream upstream, IReadOnlyList<Destination> candidates, GoRequest request);
}
