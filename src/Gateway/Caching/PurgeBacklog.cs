namespace Gateway.Caching;

/// <summary>The purges that Redis has still to be told.</summary>
internal sealed class PurgeBacklog
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _tags = new(StringComparer.Ordinal);

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _tags.Count;
            }
        }
    }

    public void Add(IReadOnlyCollection<string> tags)
    {
        lock (_gate)
        {
            _tags.UnionWith(tags);
            if (_tags.Count > PurgeStamps.MostTags)
            {
                // Too many to remember: one that holds for all of them.
                _tags.Clear();
                _tags.Add(PurgeStamps.Everything);
            }
        }
    }

    /// <summary>Takes some out; who cannot tell them puts them back.</summary>
    public IReadOnlyCollection<string> Take(int most)
    {
        lock (_gate)
        {
            string[] taken = [.. _tags.Take(most)];
            _tags.ExceptWith(taken);
            return taken;
        }
    }
}
