namespace Gateway.Caching;

/// <summary>Frees the memory of what others purged: seldom, and a part at a time. None of it is served any more, so that nothing hurries.</summary>
internal sealed class PurgeSweep(MemoryTier memory, PurgeStamps stamps, TimeProvider time)
{
    /// <summary>Entries looked at in one step, which takes a few milliseconds.</summary>
    public const int Part = 20_000;

    /// <summary>From the beginning of one sweep to that of the next.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private IEnumerator<bool>? _sweep;
    private long? _began;
    private long _swept;

    /// <summary>Goes on with the sweep, or begins one when something was purged since the last and it is time.</summary>
    public void Step()
    {
        if (_sweep is null && !TryBegin())
        {
            return;
        }

        for (var left = Part; left > 0; left--)
        {
            if (!_sweep!.MoveNext())
            {
                _sweep.Dispose();
                _sweep = null;
                return;
            }
        }
    }

    private bool TryBegin()
    {
        var now = stamps.Now;
        if (now == _swept || (_began is { } began && time.GetElapsedTime(began) < Interval))
        {
            return false;
        }

        (_swept, _began) = (now, time.GetTimestamp());
        _sweep = memory.RemoveEach((_, entry) => !stamps.IsCurrent(entry)).GetEnumerator();
        return true;
    }
}
