using Yarp.ReverseProxy.Model;

namespace Gateway.Upstreams;

/// <summary>One request in flight at a destination, for the balancing policies that count them.</summary>
internal sealed class InFlight : IDisposable
{
    private readonly IDisposable _turn;
    private DestinationState? _destination;

    /// <param name="destination">Who is asked.</param>
    /// <param name="turn">What is given back with it.</param>
    public InFlight(DestinationState destination, IDisposable turn)
    {
        _destination = destination;
        _turn = turn;
        Add(destination, 1);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _destination, null) is { } destination)
        {
            Add(destination, -1);
            _turn.Dispose();
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
