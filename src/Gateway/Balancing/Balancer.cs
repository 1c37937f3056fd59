using System.Collections.Frozen;
using Gateway.Upstreams;
using GoModules;
using Yarp.ReverseProxy.LoadBalancing;

namespace Gateway.Balancing;

/// <summary>Chooses among the destinations of a cluster that may be asked: by YARP's policies or by ours.</summary>
internal sealed class Balancer(IEnumerable<ILoadBalancingPolicy> yarp, IEnumerable<IBalancing> ours)
{
    private readonly FrozenDictionary<string, ILoadBalancingPolicy> _yarp = yarp.ToFrozenDictionary(policy => policy.Name, StringComparer.OrdinalIgnoreCase);
    private readonly FrozenDictionary<string, IBalancing> _ours = ours.ToFrozenDictionary(policy => policy.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>One of the candidates, of which there is at least one.</summary>
    public Destination Choose(Upstream upstream, IReadOnlyList<Destination> candidates, GoRequest request)
    {
        if (candidates.Count == 1)
        {
            return candidates[0];
        }

        var name = upstream.Model.Config.Metadata?.GetValueOrDefault(ClusterDefaults.Balancing) is { Length: > 0 } set ? set : LoadBalancingPolicies.RoundRobin;
        if (_ours.TryGetValue(name, out var policy))
        {
            return policy.Choose(upstream, candidates, request);
        }

        var picked = _yarp[name].PickDestination(new DefaultHttpContext(), upstream.Cluster, [.. candidates.Select(destination => destination.State)]);
        return candidates.First(destination => destination.State == picked);
    }
}
