using System.Collections.Concurrent;

namespace Gateway.Caching;

/// <summary>The keys spread over shards that lock alone, and the bytes that they share.</summary>
/// <remarks>The bytes are not divided: a shard's share would be too small for a large zip long before the tier is.</remarks>
internal sealed class MemoryShards
{
    private const int Most = 64;

    private readonly MemoryShard[] _shards;
    private readonly MemoryBudget _budget;
    private int _turn;

    public MemoryShards(ConcurrentDictionary<string, MemoryNode> nodes, MemoryBudget budget, int? count)
    {
        _budget = budget;
        // Two a core: that two cores meet in one shard is rare then.
        _shards = [.. Enumerable.Range(0, count ?? Math.Min(2 * Environment.ProcessorCount, Most)).Select(_ => new MemoryShard(nodes, budget))];
    }

    public int Count => _shards.Sum(shard => shard.Count);

    public long Evictions => _shards.Sum(shard => shard.Evictions);

    /// <summary>The shard of a key. Not by the dictionary's hash, which differs from process to process: measurements are to be repeatable.</summary>
    public MemoryShard Of(string key)
    {
        var hash = 2166136261u;
        foreach (var character in key)
        {
            hash = (hash ^ character) * 16777619u;
        }

        return _shards[hash % (uint)_shards.Length];
    }

    /// <summary>Takes bytes from the budget, for which all that is worth less than the newcomer may have to go.</summary>
    public bool TryMakeRoom(long bytes, double worth, DateTimeOffset now)
    {
        // In turn: the key's own shard could not free what a large value needs.
        for (var unwilling = 0; !_budget.TryTake(bytes); unwilling++)
        {
            if (unwilling == _shards.Length)
            {
                // Else what is there would stay for ever: nothing ages while nothing is lost.
                _budget.Lose(worth);
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
}
