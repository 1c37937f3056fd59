using System.Collections.Concurrent;

namespace Gateway.Caching;

/// <summary>Keeps entries in memory, never more bytes than the bound, keys and overhead included.</summary>
/// <remarks>
/// Finding takes no lock and allocates nothing. Keys are spread over shards that lock alone, but the bytes are one budget: a shard's
/// share would be too small for a large zip long before the tier is.
/// </remarks>
internal sealed class MemoryTier
{
    private const int MostShards = 64;

    private readonly ConcurrentDictionary<string, MemoryNode> _nodes = new();
    private readonly TimeProvider _time;
    private readonly MemoryBudget _budget;
    private readonly MemoryShard[] _shards;
    private int _turn;
    private long _refusals;

    public MemoryTier(long bytes, TimeProvider time, int? shards = null)
    {
        _time = time;
        _budget = new MemoryBudget(bytes);
        // Two a core: that two cores meet in one shard is rare then.
        var count = shards ?? Math.Min(2 * Environment.ProcessorCount, MostShards);
        _shards = [.. Enumerable.Range(0, count).Select(_ => new MemoryShard(_nodes, _budget))];
    }

    /// <summary>What the entries take, keys and overhead included.</summary>
    public long Bytes => _budget.Taken;

    /// <summary>How many entries there are, with those that expired and were not swept yet.</summary>
    public int Count => _shards.Sum(shard => shard.Count);

    /// <summary>How many entries were given up for others.</summary>
    public long Evictions => _shards.Sum(shard => shard.Evictions);

    /// <summary>How many entries were not taken: too large, or worth less than what would have to go.</summary>
    public long Refusals => Volatile.Read(ref _refusals);

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
            ShardOf(key).Remove(node, entry);
            return null;
        }

        // Writing what is there already would take the cache line from every other core.
        if (!node.Used)
        {
            node.Used = true;
        }

        return entry;
    }

    /// <summary>Keeps an entry in place of the one under its key. Where it is refused nothing is left under the key.</summary>
    public void Keep(string key, MemoryEntry entry)
    {
        var now = _time.GetUtcNow();
        var cost = MemoryCost.Of(key, entry);
        if (entry.Expires <= now)
        {
            Remove(key);
        }
        else if (TryMakeRoom(cost, now))
        {
            ShardOf(key).Keep(key, entry, cost, now);
        }
        else
        {
            Interlocked.Increment(ref _refusals);
            Remove(key);
        }
    }

    /// <summary>Removes what is under a key. False: there was nothing.</summary>
    public bool Remove(string key) => RemoveIf(key, static (_, _) => true);

    /// <summary>Removes every entry that the condition holds for, and says how many they were.</summary>
    public int RemoveWhere(Func<string, MemoryEntry, bool> where) => _nodes.Sum(pair => RemoveIf(pair.Key, where) ? 1 : 0);

    private bool TryMakeRoom(long cost, DateTimeOffset now)
    {
        if (cost > _budget.Bound)
        {
            return false;
        }

        // The shards give up in turn: a key's own shard could not free what a large value needs.
        var worth = _budget.Floor + MemoryWorth.Of(cost);
        for (var unwilling = 0; !_budget.TryTake(cost); unwilling++)
        {
            if (unwilling == _shards.Length)
            {
                // Else what is there would stay for ever: nothing ages while nothing is lost.
                _budget.Lose();
                return false;
            }

            var turn = (uint)Interlocked.Increment(ref _turn) % (uint)_shards.Length;
            if (_shards[turn].Evict(worth, now))
            {
                unwilling = -1;
            }
        }

        return true;
    }

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
            if (ShardOf(key).Remove(node, entry))
            {
                return !isExpired;
            }
        }

        return false;
    }

    // Not the dictionary's hash, which differs from process to process: measurements are to be repeatable.
    private MemoryShard ShardOf(string key)
    {
        var hash = 2166136261u;
        foreach (var character in key)
        {
            hash = (hash ^ character) * 16777619u;
        }

        return _shards[hash % (uint)_shards.Length];
    }
}
