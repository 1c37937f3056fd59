namespace Gateway.Telemetry;

/// <summary>Remembers the latest things, so that what happens again and again is one line with a count and drives out nothing else.</summary>
/// <typeparam name="TKey">What makes two of them the same line.</typeparam>
/// <typeparam name="TLine">What is remembered of them.</typeparam>
/// <param name="most">How many lines are remembered.</param>
internal sealed class LatestOfKind<TKey, TLine>(int most)
    where TKey : notnull
    where TLine : class
{
    private readonly Lock _gate = new();
    private readonly LinkedList<(TKey Key, TLine Line)> _lines = new();
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TLine Line)>> _known = [];

    /// <summary>The latest first.</summary>
    public IReadOnlyList<TLine> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines.Select(known => known.Line)];
            }
        }
    }

    /// <summary>Remembers it.</summary>
    /// <param name="key">What makes it the same line as another one.</param>
    /// <param name="next">Makes the line of the one that was remembered before; null when there was none.</param>
    public void Add(TKey key, Func<TLine?, TLine> next)
    {
        lock (_gate)
        {
            if (_known.Remove(key, out var before))
            {
                _lines.Remove(before);
            }
            else if (_lines.Count == most)
            {
                _known.Remove(_lines.Last!.Value.Key);
                _lines.RemoveLast();
            }

            _known[key] = _lines.AddFirst((key, next(before?.Value.Line)));
        }
    }
}
