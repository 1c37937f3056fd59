using Gateway.Access;

namespace Gateway.Edge;

/// <summary>What is known of a connection whatever is asked on it: a feature of the connection. One for all of its requests, which may come at once.</summary>
internal sealed class EdgeConnection(Listener listener)
{
    private ShownHeader? _shown;

    /// <summary>Where it came in.</summary>
    public Listener Listener => listener;

    /// <summary>The client certificate of its handshake; null when none was shown. Set before the first request.</summary>
    public ShownCertificate? Certificate { get; set; }

    /// <summary>What was refused on it a moment ago.</summary>
    public RecentRefusals Refusals { get; } = new();

    /// <summary>The requests that are under way on it.</summary>
    public RequestsUnderWay UnderWay { get; } = new();

    /// <summary>What is known of an <c>Authorization</c> header from the request before, if that showed the same.</summary>
    public ShownHeader Show(string header) => _shown is { } last && last.Text == header ? last : _shown = new ShownHeader(header);
}
