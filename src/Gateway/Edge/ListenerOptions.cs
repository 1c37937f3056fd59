namespace Gateway.Edge;

/// <summary>One address the gateway listens on. Section <c>Listeners:NAME</c>; the name <c>Ops</c> is the operators'.</summary>
internal sealed class ListenerOptions
{
    /// <summary>The listener for health and operators; modules are never served there.</summary>
    public const string Ops = "Ops";

    /// <summary>What is listened on when no settings file says anything: loopback only.</summary>
    public static readonly IReadOnlyDictionary<string, ListenerOptions> Defaults = new Dictionary<string, ListenerOptions>
    {
        ["Plain"] = new() { Url = "http://127.0.0.1:8080" },
        [Ops] = new() { Url = "http://127.0.0.1:9090" },
    };

    /// <summary>Scheme, IP address (or localhost) and port: <c>http://127.0.0.1:8080</c>. Port 0 takes a free one. No default.</summary>
    public string Url { get; init; } = "";

    /// <summary>What clients have to show here. Default <c>Anonymous</c>.</summary>
    public ClientPolicy Clients { get; init; }

    /// <summary>Paths in front of the module path that are taken away, so that old GOPROXY values keep working. Default none.</summary>
    public IReadOnlyList<string> PathPrefixes { get; init; } = [];
}
