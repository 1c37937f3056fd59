using Gateway.Access;

namespace Gateway.Edge;

/// <summary>What is known of a connection whatever is asked on it, and what is being asked: a feature of the connection. One for all of its requests, which may come at once.</summary>
internal sealed class EdgeConnection(Listener listener)
{
    private readonly List<(HttpContext Context, long Began)> _underWay = new(1);
    private ShownHeader? _shown;

    /// <summary>Where it came in.</summary>
    public Listener Listener => listener;

    /// <summary>The client certificate of its handshake; null when none was shown. Set before the first request.</summary>
    public ShownCertificate? Certificate { get; set; }

    /// <summary>What was refused on it a moment ago.</summary>
    public RecentRefusals Refusals { get; } = new();

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

    /// <summary>What is known of an <c>Authorization</c> header from the request before, if that showed the same.</summary>
    public ShownHeader Show(string header) => _shown is { } last && last.Text == header ? last : _shown = new ShownHeader(header);

    private void Forget(int place)
    {
        _underWay[place] = _underWay[^1];
        _underWay.RemoveAt(_underWay.Count - 1);
    }
}
