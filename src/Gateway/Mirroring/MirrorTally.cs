namespace Gateway.Mirroring;

/// <summary>What became of the copies for one mirror since the start.</summary>
internal sealed class MirrorTally(string mirror, MirrorMetrics metrics, TimeProvider time)
{
    private readonly long[] _dropped = new long[Enum.GetValues<DropReason>().Length];
    private long _sent;
    private long _lastTicks;

    /// <summary>Copies that were answered.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>When the last of them was; null when there was none.</summary>
    public DateTimeOffset? Last => Interlocked.Read(ref _lastTicks) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Those that were not, by reason; reasons that never came up are left out.</summary>
    public IReadOnlyDictionary<string, long> Dropped => Enum.GetValues<DropReason>()
        .Select(reason => (reason, Count: Interlocked.Read(ref _dropped[(int)reason])))
        .Where(counted => counted.Count > 0)
        .ToDictionary(counted => counted.reason.Word(), counted => counted.Count);

    public void Arrived()
    {
        Interlocked.Increment(ref _sent);
        Interlocked.Exchange(ref _lastTicks, time.GetUtcNow().UtcTicks);
        metrics.Sent(mirror);
    }

    public void Drop(DropReason reason)
    {
        Interlocked.Increment(ref _dropped[(int)reason]);
        metrics.Dropped(mirror, reason);
    }
}
