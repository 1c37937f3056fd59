namespace Gateway.Caching;

/// <summary>Entries of about one size in the order they came, with the hand of SIEVE that looks for one to give up.</summary>
/// <remarks>A hit moves nothing, it only marks; that is why hits need no lock. Not safe by itself: the shard locks.</remarks>
internal sealed class MemoryQueue
{
    private MemoryNode? _newest;
    private MemoryNode? _oldest;
    private MemoryNode? _hand;
    private MemoryNode? _broom;
    private int _count;

    public void Add(MemoryNode node)
    {
        node.Older = _newest;
        if (_newest is null)
        {
            _oldest = node;
        }
        else
        {
            _newest.Newer = node;
        }

        _newest = node;
        _count++;
    }

    public void Remove(MemoryNode node)
    {
        _hand = _hand == node ? node.Newer : _hand;
        _broom = _broom == node ? node.Newer : _broom;
        _newest = _newest == node ? node.Older : _newest;
        _oldest = _oldest == node ? node.Newer : _oldest;
        node.Newer?.Older = node.Older;
        node.Older?.Newer = node.Newer;
        node.Newer = null;
        node.Older = null;
        _count--;
    }

    /// <summary>The entry to give up next. Those found since the hand last passed are spared and start again from the floor.</summary>
    public MemoryNode? Candidate(double floor)
    {
        // Readers mark while the hand moves, so that one round is all it may take.
        for (var steps = _count; steps > 0; steps--)
        {
            var node = _hand ?? _oldest!;
            _hand = node;
            if (!node.Used)
            {
                return node;
            }

            node.Spare(floor);
            _hand = node.Newer;
        }

        return _hand ?? _oldest;
    }

    /// <summary>The next entry on a round through all of them; null at its end.</summary>
    public MemoryNode? Sweep(bool begins)
    {
        var node = begins ? _oldest : _broom;
        _broom = node?.Newer;
        return node;
    }
}
