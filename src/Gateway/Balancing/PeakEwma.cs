using Gateway.Upstreams;
using GoModules;

namespace Gateway.Balancing;

/// <summary>Of two at random the one that will probably answer first: pace of late, times requests in flight, by effective weight.</summary>
internal sealed class PeakEwma : IBalancing
{
    // Who was never asked is asked soon, and not by everybody at once.
    private const double UnknownPace = 1;

    public string Name => "PeakEwma";

    public Destination Choose(Upstream upstream, IReadOnlyList<Destination> candidates, GoRequest request)
    {
        var one = Random.Shared.Next(candidates.Count);
        var other = Random.Shared.Next(candidates.Count - 1);
        other += other >= one ? 1 : 0;
        return CostOf(candidates[one]) <= CostOf(candidates[other]) ? candidates[one] : candidates[other];
    }

    /// <summary>How long one more request would wait there, in milliseconds for a weight of one.</summary>
    internal static double CostOf(Destination destination)
    {
        var pace = destination.Standing.FirstByte.Peak;
        return (pace > 0 ? pace : UnknownPace) * (destination.State.ConcurrentRequestCount + 1) / destination.EffectiveWeight;
    }
}
