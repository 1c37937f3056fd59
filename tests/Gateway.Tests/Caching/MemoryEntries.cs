using Gateway.Caching;

namespace Gateway.Tests.Caching;

/// <summary>Entries for the memory tier's tests, and a look at all that is in it.</summary>
internal static class MemoryEntries
{
    /// <summary>An entry of a cost whose value takes nothing.</summary>
    public static MemoryEntry Of(long cost, DateTimeOffset expires, params string[] tags) => new(null, cost, 0, tags, expires);

    public static MemoryEntry Lasting(long cost, params string[] tags) => Of(cost, DateTimeOffset.MaxValue, tags);

    /// <summary>What is in the tier; what has expired is dropped by looking.</summary>
    public static Dictionary<string, MemoryEntry> All(this MemoryTier tier)
    {
        var all = new Dictionary<string, MemoryEntry>();
        tier.RemoveWhere((key, entry) => !all.TryAdd(key, entry));
        return all;
    }
}
