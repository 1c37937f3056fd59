namespace Gateway.Bench.HitRatios;

/// <summary>SIEVE: a hand goes from the oldest to the newest, spares what was asked for since its last round, and takes what was not.</summary>
internal sealed class SieveCache(long bytes, IReadOnlyList<long> costs) : ICacheModel
{
    private readonly Dictionary<int, LinkedListNode<int>> _kept = [];
    private readonly LinkedList<int> _newestFirst = [];
    private readonly HashSet<int> _asked = [];
    private LinkedListNode<int>? _hand;
    private long _taken;

    public bool Ask(int item)
    {
        if (_kept.ContainsKey(item))
        {
            _asked.Add(item);
            return true;
        }

        if (costs[item] <= bytes)
        {
            while (_taken + costs[item] > bytes)
            {
                Evict();
            }

            _taken += costs[item];
            _kept[item] = _newestFirst.AddFirst(item);
        }

        return false;
    }

    private void Evict()
    {
        var node = _hand ?? _newestFirst.Last!;
        while (_asked.Remove(node.Value))
        {
            node = node.Previous ?? _newestFirst.Last!;
        }

        _hand = node.Previous;
        _taken -= costs[node.Value];
        _kept.Remove(node.Value);
        _newestFirst.Remove(node);
    }
}
