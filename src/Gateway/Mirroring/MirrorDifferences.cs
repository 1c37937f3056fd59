namespace Gateway.Mirroring;

/// <summary>Counts the differences of one mirror, remembers the latest, and logs one of them now and then.</summary>
internal sealed class MirrorDifferences(string mirror, MirrorMetrics metrics, ILogger logger, TimeProvider time)
{
    /// <summary>How many are remembered.</summary>
    public const int Remembered = 100;

    // A new upstream that differs in everything would fill the log.
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Queue<MirrorDifference> _latest = new();
    private DateTimeOffset _lastLogged = DateTimeOffset.MinValue;
    private int _unlogged;
    private long _count;

    /// <summary>How many there were since the start.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>The latest, oldest first.</summary>
    public IReadOnlyList<MirrorDifference> Latest
    {
        get
        {
            lock (_gate)
            {
                return [.. _latest];
            }
        }
    }

    public void Add(MirrorCopy copy, string kind, string ours, string theirs)
    {
        var difference = new MirrorDifference(time.GetUtcNow(), copy.Request.Path, copy.RequestId, kind, copy.Served?.Cluster, ours, theirs);
        metrics.Differed(mirror, kind);
        Interlocked.Increment(ref _count);
        int unlogged;
        lock (_gate)
        {
            if (_latest.Count == Remembered)
            {
                _latest.Dequeue();
            }

            _latest.Enqueue(difference);
            if (difference.At - _lastLogged < LogInterval)
            {
                _unlogged++;
                return;
            }

            (unlogged, _unlogged, _lastLogged) = (_unlogged, 0, difference.At);
        }

        logger.MirrorDiffers(mirror, kind, difference.Path, ours, theirs, unlogged);
    }
}
