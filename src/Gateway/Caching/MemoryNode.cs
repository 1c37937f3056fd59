namespace Gateway.Caching;

/// <summary>An entry's place in the memory tier.</summary>
/// <remarks>Links, cost and floor belong to the shard's lock; <see cref="Entry"/> and <see cref="Used"/> are read and marked without it.</remarks>
internal sealed class MemoryNode(string key, MemoryEntry entry, long cost, double floor)
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
    public double Floor { get; private set; } = floor;

    /// <summary>Whether it was found since the hand last passed. A mark that is lost to a race costs one round of the hand.</summary>
    public bool Used { get; set; }

    /// <summary>In how many rounds of the hand it was found used.</summary>
    public int Rounds { get; private set; }

    /// <summary>What a byte of it is worth, against the floor of now.</summary>
    public double Worth => Floor + MemoryWorth.Of(Cost, Rounds);

    public MemoryNode? Newer { get; set; }

    public MemoryNode? Older { get; set; }

    /// <summary>The hand passes an entry that was used: it starts again from the floor, and is worth more than before.</summary>
    public void Spare(double floor)
    {
        Used = false;
        Floor = floor;
        Rounds = Math.Min(Rounds + 1, MemoryWorth.MostRounds);
    }

    public bool IsExpired(DateTimeOffset now) => _entry.Expires <= now;
}
