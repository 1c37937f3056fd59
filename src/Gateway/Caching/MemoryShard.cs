using System.Collections.Concurrent;

namespace Gateway.Caching;

/// <summary>A part of the keys under one lock: their order, who of them goes first, and the sweep.</summary>
internal sealed class MemoryShard(ConcurrentDictionary<string, MemoryNode> nodes, MemoryBudget budget)
{
    // A round through n entries takes n/4 keeps; more would make a keep dearer than the fetch before it deserves.
    private const int SweptPerKeep = 4;

    private readonly Lock _lock = new();
    private readonly MemoryQueue[] _queues = [.. Enumerable.Range(0, MemoryWorth.Classes).Select(_ => new MemoryQueue())];
    private int _sweeping;
    private bool _sweepBegins = true;

    public int Count { get; private set; }

    /// <summary>How many were given up for others; the expired ones are not counted.</summary>
    public long Evictions { get; private set; }

    /// <summary>Puts an entry in the place of an older one, if there is one and the bytes suffice. Nothing has to go for it.</summary>
    public bool TryReplace(string key, MemoryEntry entry, long cost)
    {
        lock (_lock)
        {
            if (!nodes.TryGetValue(key, out var node) || (cost > node.Cost && !budget.TryTake(cost - node.Cost)))
            {
                return false;
            }

            budget.Return(Math.Max(0, node.Cost - cost));
            Replace(node, entry, cost);
            return true;
        }
    }

    /// <summary>Puts an entry whose cost the caller has taken from the budget.</summary>
    public void Keep(string key, MemoryEntry entry, long cost, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (nodes.TryGetValue(key, out var node))
            {
                budget.Return(node.Cost);
                Replace(node, entry, cost);
            }
            else
            {
                node = new MemoryNode(key, entry, cost, budget.Floor);
                QueueOf(node).Add(node);
                nodes[key] = node;
                Count++;
            }

            Sweep(now);
        }
    }

    /// <summary>Gives up the entry that is worth least, unless it is worth more than the newcomer.</summary>
    public bool Evict(double newcomer, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (Least() is not { } least)
            {
                return false;
            }

            if (!least.IsExpired(now))
            {
                if (least.Worth > newcomer)
                {
                    return false;
                }

                budget.Lose(least.Worth);
                Evictions++;
            }

            Drop(least);
            return true;
        }
    }

    /// <summary>Removes what is still there of this node, if it is what the caller means.</summary>
    public bool Remove(MemoryNode node, MemoryEntry entry)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(node.Entry, entry) || !nodes.TryGetValue(node.Key, out var held) || held != node)
            {
                return false;
            }

            Drop(node);
            return true;
        }
    }

    // Inside a queue sizes are about equal and the hand decides; between the queues worth does.
    private MemoryNode? Least()
    {
        MemoryNode? least = null;
        foreach (var queue in _queues)
        {
            if (queue.Candidate(budget.Floor) is { } node && (least is null || node.Worth < least.Worth))
            {
                least = node;
            }
        }

        return least;
    }

    private void Replace(MemoryNode node, MemoryEntry entry, long cost)
    {
        if (MemoryWorth.Class(cost) == MemoryWorth.Class(node.Cost))
        {
            node.Cost = cost;
        }
        else
        {
            QueueOf(node).Remove(node);
            node.Cost = cost;
            QueueOf(node).Add(node);
        }

        node.Entry = entry;
    }

    private void Sweep(DateTimeOffset now)
    {
        for (var steps = SweptPerKeep; steps > 0; steps--)
        {
            var node = _queues[_sweeping].Sweep(_sweepBegins);
            _sweepBegins = node is null;
            if (node is null)
            {
                _sweeping = (_sweeping + 1) % _queues.Length;
            }
            else if (node.IsExpired(now))
            {
                Drop(node);
            }
        }
    }

    private void Drop(MemoryNode node)
    {
        QueueOf(node).Remove(node);
        nodes.TryRemove(node.Key, out _);
        budget.Return(node.Cost);
        Count--;
    }

    private MemoryQueue QueueOf(MemoryNode node) => _queues[MemoryWorth.Class(node.Cost)];
}
