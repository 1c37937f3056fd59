using Gateway.Bench.Traces;
using Gateway.Caching;

namespace Gateway.Bench.HitRatios;

/// <summary>The gateway's own memory tier, with entries that say their size and hold nothing.</summary>
internal sealed class MemoryTierCache(long bytes, IReadOnlyList<TraceItem> items) : ICacheModel
{
    // What a machine with two cores has.
    private const int Shards = 4;

    private readonly MemoryTier _tier = new(bytes, TimeProvider.System, Shards);

    public static MemoryEntry EntryOf(TraceItem item) => new(null, item.Size, 0, [], DateTimeOffset.MaxValue);

    public bool Ask(int item)
    {
        var asked = items[item];
        if (_tier.Find(asked.Key) is not null)
        {
            return true;
        }

        _tier.Keep(asked.Key, EntryOf(asked));
        return false;
    }
}
