using Gateway.Upstreams;
using GoModules;

namespace Gateway.Balancing;

/// <summary>Each as often as its effective weight says, at random.</summary>
internal sealed class Weighted : IBalancing
{
    public string Name => "Weighted";

    public Destination Choose(Upstream upstream, IReadOnlyList<Destination> candidates, GoRequest request)
    {
        var ticket = Random.Shared.NextDouble() * candidates.Sum(destination => destination.EffectiveWeight);
        foreach (var destination in candidates)
        {
            ticket -= destination.EffectiveWeight;
            if (ticket < 0)
            {
                return destination;
            }
        }

        return candidates[^1];
    }
}
