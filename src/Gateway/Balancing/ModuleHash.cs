using System.IO.Hashing;
using System.Text;
using Gateway.Upstreams;
using GoModules;

namespace Gateway.Balancing;

/// <summary>Every module always at the same destination, for replicas with disks of their own; who has too much to do passes on to the next.</summary>
/// <remarks>
/// Rendezvous hashing: every destination draws a number for the module, the highest wins. Unlike a ring of points it has no
/// imbalance of its own and knows weights exactly, and one more destination takes from the others no more than its share. Load is
/// bounded: a destination takes at most a quarter more than its share of what is in flight.
/// </remarks>
internal sealed class ModuleHash : IBalancing
{
    // With fewer in flight than this nobody is overloaded, whatever the shares are.
    private const int FewestInFlight = 8;
    private const double MostOfShare = 1.25;

    public string Name => "ModuleHash";

    public Destination Choose(Upstream upstream, IReadOnlyList<Destination> candidates, GoRequest request)
    {
        var module = Encoding.UTF8.GetBytes(request.Module);
        var inFlight = candidates.Sum(destination => destination.State.ConcurrentRequestCount) + 1;
        var weights = candidates.Sum(destination => destination.Weight);
        var inOrder = candidates.OrderByDescending(destination => Draw(destination.Address, module, destination.Weight)).ToList();
        return inOrder.Find(destination =>
            destination.State.ConcurrentRequestCount < Math.Max(FewestInFlight, MostOfShare * inFlight * destination.Weight / weights)) ?? inOrder[0];
    }

    /// <summary>A number that depends on destination and module alone. Twice the weight wins twice as often.</summary>
    internal static double Draw(Uri address, ReadOnlySpan<byte> module, double weight)
    {
        var seed = XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(address.AbsoluteUri));
        var hash = XxHash64.HashToUInt64(module, (long)seed);
        // 53 bits of it as a number between 0 and 1, both excluded.
        return -weight / Math.Log(((hash >> 11) + 0.5) / (1UL << 53));
    }
}
