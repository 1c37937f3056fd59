namespace Gateway.Caching;

/// <summary>An entry's place in the memory tier.</summary>
/// <remarks>Links, cost and floor belong to the shard's lock; <see cref="Entry"/> and <see cref="Used"/> are read and marked without it.</remarks>
internal sealed class MemoryNode(string key, MemoryEntry entry, long cost)
{
    private volatile MemoryEntry _entry = entry;

    public string Key => key;

    public MemoryEntry Entry
    {
        get => _entry;
        set => _entry = value;
    }

    /// <summary>All that the entry takes of the tier: value, key, tags and overhead.</summary>
    public long Cost { get; set; } = cost;

    /// <summary>The budget's floor when the entry came or was last spared.</summary>
    public double Floor { get; set; }

    /// <summary>Whether it was found since the hand last passed. A mark that is lost to a race costs one round of the hand.</summary>
    public bool Used { get; set; }

    public MemoryNode? Newer { get; set; }

    public MemoryNode? Older { get; set; }

    public bool IsExpired(DateTimeOffset now) => _entry.Expires <= now;
}
