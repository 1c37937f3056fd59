namespace Gateway.Caching;

/// <summary>What the memory tier holds under one key. Every caller gets the same instance.</summary>
/// <param name="Value">The value; an immutable object.</param>
/// <param name="Cost">Bytes of the value; the tier adds the key and its own overhead.</param>
/// <param name="Stamp">The purge counter as it was read before the value was fetched.</param>
/// <param name="Tags">What purges it.</param>
/// <param name="Expires">When it stops being kept.</param>
internal sealed record MemoryEntry(object? Value, long Cost, long Stamp, string[] Tags, DateTimeOffset Expires)
{
    private long _purgesSeen;

    /// <summary>How many changes of the purges it was found current after. A note for who looks next and no part of what it is.</summary>
    public long PurgesSeen
    {
        get => Volatile.Read(ref _purgesSeen);
        set => Volatile.Write(ref _purgesSeen, value);
    }
}
