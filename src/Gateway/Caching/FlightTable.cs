using System.Collections.Concurrent;

namespace Gateway.Caching;

/// <summary>The fetches under way, one for each key.</summary>
internal sealed class FlightTable(TimeProvider time)
{
    private readonly ConcurrentDictionary<FlightKey, Flight> _flights = new();

    /// <summary>How many are under way.</summary>
    public int Count => _flights.Count;

    /// <summary>How many requests wait for them or read what they bring.</summary>
    public int Waiting => _flights.Values.Sum(flight => flight.Waiting);

    /// <summary>The flight of a key; null when nobody fetches it.</summary>
    public Flight? Find(FlightKey key) => _flights.GetValueOrDefault(key);

    /// <summary>Takes a seat in the flight of a key, or in a new one, which the caller must then fly.</summary>
    public (Seat Seat, Flight? New) Board(FlightKey key)
    {
        while (true)
        {
            var own = new Flight(key, time);
            var flight = _flights.GetOrAdd(key, own);
            if (flight.TryBoard() is { } seat)
            {
                return (seat, flight == own ? own : null);
            }

            Remove(flight);
        }
    }

    /// <summary>Tells those who wait what a flight came to. Who asks after they know begins a flight of his own.</summary>
    public void Land(Flight flight, FlightResult result)
    {
        Remove(flight);
        flight.Publish(result);
        flight.End();
    }

    /// <summary>Tells those who wait that a flight came to nothing. Who asks after they know begins a flight of his own.</summary>
    public void Crash(Flight flight, Exception failure)
    {
        Remove(flight);
        flight.Fail(failure);
        flight.End();
    }

    /// <summary>Ends a flight whose zip came to its end, or broke. Who asks from now on begins a flight of his own.</summary>
    public void End(Flight flight)
    {
        Remove(flight);
        flight.End();
    }

    private void Remove(Flight flight) => _flights.TryRemove(new(flight.Key, flight));
}
