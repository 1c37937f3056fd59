using System.Collections.Concurrent;

namespace Gateway.Health;

/// <summary>The orders in force to keep destinations out of rotation. Each ends by itself: a forgotten one must not cost an outage.</summary>
internal sealed class Drains(Standings standings, TimeProvider time) : IDisposable
{
    /// <summary>The longest that one lasts.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<(string Cluster, string? Destination), (Drain Drain, ITimer End)> _drains = new();

    public IReadOnlyList<Drain> All => [.. _drains.Values.Select(held => held.Drain)];

    /// <summary>Puts an order in force, in place of an earlier one for the same.</summary>
    public void Add(Drain drain)
    {
        var end = time.CreateTimer(_ => Remove(drain), null, drain.Until - time.GetUtcNow() is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        _drains.AddOrUpdate(KeyOf(drain.Cluster, drain.Destination), (drain, end), (_, old) =>
        {
            old.End.Dispose();
            return (drain, end);
        });
        standings.Apply(All);
    }

    /// <summary>Ends an order before its time. False: there was none.</summary>
    public bool Remove(string cluster, string? destination)
    {
        if (!_drains.TryRemove(KeyOf(cluster, destination), out var held))
        {
            return false;
        }

        held.End.Dispose();
        standings.Apply(All);
        return true;
    }

    public void Dispose()
    {
        foreach (var (_, end) in _drains.Values)
        {
            end.Dispose();
        }
    }

    /// <summary>Ends this order, but not one that came in its place.</summary>
    private void Remove(Drain drain)
    {
        if (_drains.TryGetValue(KeyOf(drain.Cluster, drain.Destination), out var held) && held.Drain == drain)
        {
            Remove(drain.Cluster, drain.Destination);
        }
    }

    private static (string, string?) KeyOf(string cluster, string? destination) => (cluster.ToUpperInvariant(), destination?.ToUpperInvariant());
}
