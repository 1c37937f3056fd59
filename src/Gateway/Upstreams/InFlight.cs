using Yarp.ReverseProxy.Model;

namespace Gateway.Upstreams;

/// <summary>One request in flight at a destination, for the balancing policies that count them.</summary>
internal sealed class InFlight : IDisposable
{
    private DestinationState? _destination;

    public InFlight(DestinationState destination)
    {
        _destination = destination;
        Add(destination, 1);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _destination, null) is { } destination)
        {
            Add(destination, -1);
        }
    }

    // YARP's own counter can be set from outside but not incremented atomically; all changes are made here.
    private static void Add(DestinationState destination, int change)
    {
        lock (destination)
        {
            destination.ConcurrentRequestCount += change;
        }
    }
}
