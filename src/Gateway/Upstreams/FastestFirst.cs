using System.Collections.Concurrent;

namespace Gateway.Upstreams;

/// <summary>Orders the clusters of a chain that says <c>Order: Fastest</c> by the pace of their answers.</summary>
/// <remarks>Who is first stays so until another one is clearly quicker: to change with every answer would split the clusters' caches.</remarks>
internal sealed class FastestFirst
{
    // An average of this share of the first one's takes its place.
    private const double Clearly = 0.8;

    private readonly ConcurrentDictionary<string, string> _first = new(StringComparer.Ordinal);

    /// <summary>The chain in the order in which it is asked now.</summary>
    public Chain Apply(Chain chain) => Order(chain, remembers: true);

    /// <summary>The same, and who is first stays so.</summary>
    public Chain Foresee(Chain chain) => Order(chain, remembers: false);

    private Chain Order(Chain chain, bool remembers)
    {
        if (chain.Order != ChainOrder.Fastest)
        {
            return chain;
        }

        var byPace = chain.Upstreams.Select(upstream => (Upstream: upstream, Pace: PaceOf(upstream))).OrderBy(item => item.Pace).ToList();
        var quickest = byPace[0];
        var first = byPace.Find(item => item.Upstream.Name == _first.GetValueOrDefault(chain.Name));
        if (first.Upstream is null || quickest.Pace < Clearly * first.Pace)
        {
            first = quickest;
            if (remembers)
            {
                _first[chain.Name] = first.Upstream.Name;
            }
        }

        return chain with { Upstreams = [first.Upstream, .. byPace.Where(item => item.Upstream != first.Upstream).Select(item => item.Upstream)] };
    }

    /// <summary>Milliseconds to the first byte at its quickest destination. Who was never asked comes first, to be known; who cannot be asked, last.</summary>
    private static double PaceOf(Upstream upstream) => upstream.Destinations
        .Where(destination => destination.Standing.IsInRotation)
        .Select(destination => destination.Standing.FirstByte.Average)
        .DefaultIfEmpty(double.MaxValue)
        .Min();
}
