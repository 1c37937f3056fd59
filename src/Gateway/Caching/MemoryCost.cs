namespace Gateway.Caching;

/// <summary>What an entry takes of the heap beside its value.</summary>
internal static class MemoryCost
{
    /// <summary>
    /// The tier's own objects for one entry, on 64 bits: its node, the dictionary's node and its share of the buckets, the record.
    /// </summary>
    public const int Overhead = 72 + 48 + 16 + 72;

    /// <summary>The bytes that an entry counts for under a key.</summary>
    public static long Of(string key, MemoryEntry entry)
    {
        var cost = entry.Cost + Overhead + Of(key);
        if (entry.Tags.Length > 0)
        {
            cost += 24 + (8L * entry.Tags.Length);
        }

        foreach (var tag in entry.Tags)
        {
            cost += Of(tag);
        }

        return cost;
    }

    // Header, type, length and the closing zero take 22 bytes; objects are aligned to 8.
    private static long Of(string text) => (22 + (2L * text.Length) + 7) & ~7L;
}
