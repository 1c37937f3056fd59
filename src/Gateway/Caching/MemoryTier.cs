using System.Collections.Concurrent;

namespace Gateway.Caching;

/// <summary>Keeps entries in memory, never more bytes than the bound, keys and overhead included.</summary>
/// <remarks>Finding takes no lock and allocates nothing. Who goes first: docs/decisions/0007-memory-tier-eviction.md.</remarks>
internal sealed class MemoryTier
{
    private readonly ConcurrentDictionary<string, MemoryNode> _nodes = new();
    private readonly TimeProvider _time;
    private readonly MemoryBudget _budget;
    private readonly MemoryShards _shards;
    private long _refusals;

    public MemoryTier(long bytes, TimeProvider time, int? shards = null)
    {
        _time = time;
        _budget = new MemoryBudget(bytes);
        _shards = new MemoryShards(_nodes, _budget, shards);
    }

    /// <summary>What the entries take, keys and overhead included.</summary>
    public long Bytes => _budget.Taken;

    /// <summary>What they may take.</summary>
    public long Bound => _budget.Bound;

    /// <summary>How many entries there are, with those that expired and were not swept yet.</summary>
    public int Count => _shards.Count;

    /// <summary>How many entries were given up for others.</summary>
    public long Evictions => _shards.Evictions;

    /// <summary>How many entries were not taken: too large, or worth less than what would have to go.</summary>
    public long Refusals => Volatile.Read(ref _refusals);

    /// <summary>What is there, in no order, without marking it as used; with it what each takes. Others go on meanwhile.</summary>
    public IEnumerable<(string Key, MemoryEntry Entry, long Cost)> Contents => _nodes.Select(static pair => (pair.Key, pair.Value.Entry, pair.Value.Cost));

    /// <summary>The entry under a key, and marks it as used. Null: there is none, or it has expired.</summary>
    public MemoryEntry? Find(string key)
    {
        if (!_nodes.TryGetValue(key, out var node))
        {
            return null;
        }

        var entry = node.Entry;
        if (entry.Expires <= _time.GetUtcNow())
        {
            _shards.Of(key).Remove(node, entry);
            return null;
        }

        // Writing what is there already would take the cache line from every other core.
        if (!node.Used)
        {
            node.Used = true;
        }

        return entry;
    }

    /// <summary>The same, and leaves everything as it is.</summary>
    public MemoryEntry? Peek(string key) => _nodes.TryGetValue(key, out var node) && node.Entry is var entry && entry.Expires > _time.GetUtcNow() ? entry : null;

    /// <summary>Keeps an entry in place of the one under its key. Where it is refused nothing is left under the key.</summary>
    public void Keep(string key, MemoryEntry entry)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(entry.Cost);
        var now = _time.GetUtcNow();
        if (entry.Expires <= now)
        {
            Remove(key);
            return;
        }

        var shard = _shards.Of(key);
        var cost = MemoryCost.Of(key, entry);
        if (shard.TryReplace(key, entry, cost))
        {
            return;
        }

        if (cost <= _budget.Bound && _shards.TryMakeRoom(cost, WorthOf(key, cost), now))
        {
            shard.Keep(key, entry, cost, now);
            return;
        }

        Interlocked.Increment(ref _refusals);
        Remove(key);
    }

    /// <summary>Removes what is under a key. False: there was nothing.</summary>
    public bool Remove(string key) => RemoveIf(key, static (_, _) => true);

    /// <summary>Removes every entry that the condition holds for, and says how many they were.</summary>
    public int RemoveWhere(Func<string, MemoryEntry, bool> where) => RemoveEach(where).Count(isRemoved => isRemoved);

    /// <summary>The same one entry after another, as the caller goes on: whether it was removed. May rest for any time in between.</summary>
    public IEnumerable<bool> RemoveEach(Func<string, MemoryEntry, bool> where) => _nodes.Select(pair => RemoveIf(pair.Key, where));

    // What replaces an entry that is much used is worth what that one was.
    private double WorthOf(string key, long cost) =>
        _budget.Floor + MemoryWorth.Of(cost, _nodes.TryGetValue(key, out var before) ? before.Rounds : 0);

    private bool RemoveIf(string key, Func<string, MemoryEntry, bool> where)
    {
        var now = _time.GetUtcNow();
        while (_nodes.TryGetValue(key, out var node))
        {
            var entry = node.Entry;
            var isExpired = entry.Expires <= now;
            if (!isExpired && !where(key, entry))
            {
                return false;
            }

            // False when another entry took its place meanwhile, which has not been asked about.
            if (_shards.Of(key).Remove(node, entry))
            {
                return !isExpired;
            }
        }

        return false;
    }
}
