namespace Gateway.Bench.HitRatios;

/// <summary>Gives up what was asked for longest ago.</summary>
internal sealed class LruCache(long bytes, IReadOnlyList<long> costs) : ICacheModel
{
    private readonly Dictionary<int, LinkedListNode<int>> _kept = [];
    private readonly LinkedList<int> _latestFirst = [];
    private long _taken;

    public bool Ask(int item)
    {
        if (_kept.TryGetValue(item, out var node))
        {
            _latestFirst.Remove(node);
            _latestFirst.AddFirst(node);
            return true;
        }

        if (costs[item] <= bytes)
        {
            while (_taken + costs[item] > bytes)
            {
                var oldest = _latestFirst.Last!.Value;
                _taken -= costs[oldest];
                _kept.Remove(oldest);
                _latestFirst.RemoveLast();
            }

            _taken += costs[item];
            _kept[item] = _latestFirst.AddFirst(item);
        }

        return false;
    }
}
