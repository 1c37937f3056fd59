using System.ComponentModel.DataAnnotations;
using Gateway.Edge.Listening;
using Gateway.Settings;

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

    /// <summary>
    /// Scheme (http or https), IP address (or localhost) and port: <c>https://0.0.0.0:8443</c>. <c>[::]</c> takes IPv4 too; port 0 a free one. No default.
    /// </summary>
    [TakesEffect(Effect.AtStart)]
    public string Url { get; init; } = "";

    /// <summary>https: a PEM file with the server's certificate and the intermediate ones above it, in this order. No default.</summary>
    public string Certificate { get; init; } = "";

    /// <summary>https: a PEM file with the private key of <see cref="Certificate"/>, without a password. No default.</summary>
    public string Key { get; init; } = "";

    /// <summary>
    /// https: other certificates, by the host name that a client asks for (SNI), such as <c>go.team.example</c> or <c>*.team.example</c>, which is one
    /// label. Who asks for none of them gets <see cref="Certificate"/>. Default none.
    /// </summary>
    public IReadOnlyDictionary<string, NamedCertificateOptions> Certificates { get; init; } = new Dictionary<string, NamedCertificateOptions>();

    /// <summary>What clients have to show here. Default <c>Anonymous</c>.</summary>
    public ClientPolicy Clients { get; init; }

    /// <summary>What follows when a client certificate is bad, or missing where one is needed. Default <c>Answer</c>.</summary>
    public BadCertificates BadCertificates { get; init; }

    /// <summary>Whether a balancer tells the client's address by the PROXY protocol (v1 or v2). Default <c>Off</c>.</summary>
    [TakesEffect(Effect.AtStart)]
    public ProxyProtocolMode ProxyProtocol { get; init; }

    /// <summary>The longest that a PROXY header may take, and a TLS handshake after it. 1 second to 2 minutes, default 10 seconds.</summary>
    [TakesEffect(Effect.AtStart)]
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Paths in front of the module path that are taken away, so that old GOPROXY values keep working. Default none.</summary>
    public IReadOnlyList<string> PathPrefixes { get; init; } = [];
}
