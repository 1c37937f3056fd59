namespace Gateway.Bench.HitRatios;

/// <summary>S3-FIFO: a small queue for the new, a main one for what proved itself there, and the names of what did not.</summary>
internal sealed class S3FifoCache(long bytes, IReadOnlyList<long> costs) : ICacheModel
{
    private const int MostCounted = 3;

    private readonly Dictionary<int, int> _counts = [];
    private readonly Queue<int> _small = new();
    private readonly Queue<int> _main = new();
    private readonly Queue<int> _ghosts = new();
    private readonly HashSet<int> _remembered = [];
    private long _smallBytes;
    private long _mainBytes;
    private long _ghostBytes;

    public bool Ask(int item)
    {
        if (_counts.TryGetValue(item, out var count))
        {
            _counts[item] = Math.Min(count + 1, MostCounted);
            return true;
        }

        if (costs[item] <= bytes)
        {
            while (_smallBytes + _mainBytes + costs[item] > bytes)
            {
                Evict();
            }

            Enter(item, _remembered.Remove(item));
            _counts[item] = 0;
        }

        return false;
    }

    private void Enter(int item, bool isProven)
    {
        (isProven ? _main : _small).Enqueue(item);
        _mainBytes += isProven ? costs[item] : 0;
        _smallBytes += isProven ? 0 : costs[item];
    }

    private void Evict()
    {
        if (_main.Count == 0 || (_small.Count > 0 && _smallBytes > bytes / 10))
        {
            var item = _small.Dequeue();
            _smallBytes -= costs[item];
            if (_counts[item] > 1)
            {
                Enter(item, isProven: true);
                _counts[item] = 0;
            }
            else
            {
                _counts.Remove(item);
                Remember(item);
            }

            return;
        }

        var oldest = _main.Dequeue();
        _mainBytes -= costs[oldest];
        if (_counts[oldest] > 0)
        {
            _counts[oldest]--;
            Enter(oldest, isProven: true);
        }
        else
        {
            _counts.Remove(oldest);
        }
    }

    // Names of as many bytes as the main queue may have. One that came back meanwhile stands in the queue until it is its turn.
    private void Remember(int item)
    {
        _remembered.Add(item);
        _ghosts.Enqueue(item);
        _ghostBytes += costs[item];
        while (_ghostBytes > bytes * 9 / 10)
        {
            var forgotten = _ghosts.Dequeue();
            _ghostBytes -= costs[forgotten];
            _remembered.Remove(forgotten);
        }
    }
}
