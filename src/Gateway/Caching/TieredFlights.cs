using System.Collections.Concurrent;

namespace Gateway.Caching;

/// <summary>The flights under way, one for each key.</summary>
internal sealed class TieredFlights
{
    private readonly ConcurrentDictionary<TieredFlightKey, TieredFlight> _all = new();

    public int Count => _all.Count;

    /// <summary>Waits for the flight under way, or for the one that <paramref name="fly"/> starts.</summary>
    public async ValueTask<object?> JoinAsync(TieredFlightKey key, Func<TieredFlight, Task> fly, CancellationToken cancellation)
    {
        while (true)
        {
            if (_all.TryGetValue(key, out var flight))
            {
                if (flight.TryJoin())
                {
                    return await flight.WaitAsync(cancellation);
                }

                // Everybody has left it; who comes now starts anew.
                _all.TryRemove(new(key, flight));
                continue;
            }

            var mine = new TieredFlight();
            if (_all.TryAdd(key, mine))
            {
                // Not awaited: it is nobody's own, and it tells its end by itself.
                _ = RunAsync(key, mine, fly);
                return await mine.WaitAsync(cancellation);
            }

            mine.Dispose();
        }
    }

    private async Task RunAsync(TieredFlightKey key, TieredFlight flight, Func<TieredFlight, Task> fly)
    {
        try
        {
            await fly(flight);
        }
        catch (Exception failed)
        {
            flight.Fail(failed);
        }
        finally
        {
            _all.TryRemove(new(key, flight));
            flight.Dispose();
        }
    }
}
