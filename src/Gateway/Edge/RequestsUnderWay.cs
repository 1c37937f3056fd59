namespace Gateway.Edge;

/// <summary>The requests that are under way on one connection, and when they began. Apart from <see cref="EdgeConnection"/>: who watches all connections need not know what was shown on them.</summary>
internal sealed class RequestsUnderWay
{
    private readonly List<(HttpContext Context, long Began)> _underWay = new(1);

    /// <summary>Notes that a request begins, at a timestamp.</summary>
    public void Begin(HttpContext context, long timestamp)
    {
        lock (_underWay)
        {
            _underWay.Add((context, timestamp));
        }
    }

    /// <summary>Notes that a request is over, unless it was aborted here.</summary>
    public void End(HttpContext context)
    {
        lock (_underWay)
        {
            for (var place = _underWay.Count - 1; place >= 0; place--)
            {
                if (_underWay[place].Context == context)
                {
                    Forget(place);
                    return;
                }
            }
        }
    }

    /// <summary>Aborts what began before a timestamp, once each. It is told first, while the context is still its own: the platform uses it again for another request.</summary>
    public void Abort(long timestamp, Action<HttpContext> tell)
    {
        lock (_underWay)
        {
            for (var place = _underWay.Count - 1; place >= 0; place--)
            {
                if (_underWay[place] is var (context, began) && began < timestamp)
                {
                    Forget(place);
                    tell(context);
                    context.Abort();
                }
            }
        }
    }

    private void Forget(int place)
    {
        _underWay[place] = _underWay[^1];
        _underWay.RemoveAt(_underWay.Count - 1);
    }
}
