using System.Collections.Concurrent;
using Gateway.Access;

namespace Gateway.Limits;

/// <summary>Credentials that were right a moment ago: they do not wait for those who guess from the same address.</summary>
/// <remarks>Remembered by a hash that is another one in every process. Two that share one would only not wait, and be judged as ever.</remarks>
internal sealed class GoodCredentials
{
    /// <summary>Seconds that they are remembered for at least; at most it is twice that.</summary>
    public const double Lifetime = 300;

    /// <summary>How many are remembered at least; at most twice as many are.</summary>
    public const int Most = 50_000;

    private readonly Lock _gate = new();
    private volatile Generations _generations = new([], [], double.MinValue);

    public void Add(ShownHeader credentials, double now)
    {
        var generations = At(now);
        if (generations.Now.TryAdd(credentials.Hash, 0) && generations.Now.Count > Most)
        {
            Turn(generations, now);
        }
    }

    public bool Has(ShownHeader credentials, double now)
    {
        var generations = At(now);
        return generations.Now.ContainsKey(credentials.Hash) || generations.Before.ContainsKey(credentials.Hash);
    }

    private Generations At(double now)
    {
        var generations = _generations;
        return now - generations.Since < Lifetime ? generations : Turn(generations, now);
    }

    private Generations Turn(Generations old, double now)
    {
        lock (_gate)
        {
            if (_generations == old)
            {
                _generations = new Generations([], now - old.Since < 2 * Lifetime ? old.Now : [], now);
            }

            return _generations;
        }
    }

    private sealed class Generations(ConcurrentDictionary<int, byte> now, ConcurrentDictionary<int, byte> before, double since)
    {
        public ConcurrentDictionary<int, byte> Now { get; } = now;

        public ConcurrentDictionary<int, byte> Before { get; } = before;

        public double Since { get; } = since;
    }
}
