namespace Gateway.Upstreams;

/// <summary>Remembers the latest hops to another destination that failures made necessary; an outage is a line or two and not one a request.</summary>
internal sealed class Fallbacks(TimeProvider time)
{
    /// <summary>How many lines are remembered.</summary>
    public const int Remembered = 500;

    // What is further apart is another line: the feed is to show when it began again.
    private static readonly TimeSpan Together = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly LinkedList<Fallback> _latest = new();
    private readonly Dictionary<(string Route, string From, string Reason, string To), LinkedListNode<Fallback>> _open = [];

    /// <summary>The latest first.</summary>
    public IReadOnlyList<Fallback> Latest
    {
        get
        {
            lock (_gate)
            {
                return [.. _latest];
            }
        }
    }

    /// <param name="route">The route or checksum database.</param>
    /// <param name="failed">Who failed.</param>
    /// <param name="next">Who is asked now.</param>
    public void Add(string route, Attempt failed, Destination next)
    {
        var now = time.GetUtcNow();
        var to = $"{next.Standing.Cluster}/{next.Standing.Name}";
        var from = failed.Destination is { } destination ? $"{failed.Upstream.Name}/{destination.Standing.Name}" : failed.Upstream.Name;
        var key = (route, from, failed.Outcome.Reason, to);
        lock (_gate)
        {
            if (_open.TryGetValue(key, out var node) && now - node.Value.Last < Together)
            {
                node.Value = node.Value with { Last = now, Count = node.Value.Count + 1, Words = failed.Outcome.Words };
                _latest.Remove(node);
                _latest.AddFirst(node);
                return;
            }

            _open[key] = _latest.AddFirst(new Fallback(route, from, failed.Outcome.Reason, failed.Outcome.Words, to, now, now, 1));
            if (_latest.Count > Remembered)
            {
                Forget(_latest.Last!);
            }
        }
    }

    private void Forget(LinkedListNode<Fallback> oldest)
    {
        var key = (oldest.Value.Route, oldest.Value.From, oldest.Value.Reason, oldest.Value.To);
        if (_open.GetValueOrDefault(key) == oldest)
        {
            _open.Remove(key);
        }

        _latest.Remove(oldest);
    }
}
