using System.Collections.Concurrent;

namespace Gateway.Caching;

/// <summary>The fetches under way, one for each key.</summary>
internal sealed class FlightTable
{
    private readonly ConcurrentDictionary<string, Flight> _flights = new(StringComparer.Ordinal);

    /// <summary>How many are under way.</summary>
    public int Count => _flights.Count;

    /// <summary>How many requests wait for them or read what they bring.</summary>
    public int Waiting => _flights.Values.Sum(flight => flight.Waiting);

    /// <summary>Whether somebody fetches this already.</summary>
    public bool Has(string key) => _flights.ContainsKey(key);

    /// <summary>Joins the flight of a key, or begins one, which the caller must then fly.</summary>
    public (Flight Flight, bool IsNew) Join(string key)
    {
        while (true)
        {
            var own = new Flight(key);
            var flight = _flights.GetOrAdd(key, own);
            if (flight.TryJoin())
            {
                return (flight, flight == own);
            }

            Remove(flight);
        }
    }

    /// <summary>Tells those who wait what a flight came to. Who asks after they know begins a flight of his own.</summary>
    public void Land(Flight flight, FlightResult result)
    {
        Remove(flight);
        flight.Publish(result);
    }

    /// <summary>Tells those who wait that a flight came to nothing. Who asks after they know begins a flight of his own.</summary>
    public void Crash(Flight flight, Exception failure)
    {
        Remove(flight);
        flight.Fail(failure);
    }

    /// <summary>Lets the next one who asks begin a flight of his own.</summary>
    public void Remove(Flight flight) => _flights.TryRemove(new KeyValuePair<string, Flight>(flight.Key, flight));
}
