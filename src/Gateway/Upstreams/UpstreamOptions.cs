using System.ComponentModel.DataAnnotations;
using Gateway.Discovery;
using Gateway.Exchanging;

namespace Gateway.Upstreams;

/// <summary>What is Go's or ours of a cluster. Section <c>Upstreams:NAME</c>, by the cluster's name in <c>ReverseProxy:Clusters</c>.</summary>
internal sealed class UpstreamOptions
{
    /// <summary>What product answers there; fills in time-outs, redirects and quirks. Default <c>Generic</c>.</summary>
    public UpstreamKind Kind { get; init; }

    /// <summary>Whether the cluster may hear of private modules: <c>Internal</c> may. Default <c>Public</c>.</summary>
    public Trust Trust { get; init; }

    /// <summary>The user name of Basic credentials. Default none.</summary>
    public string Username { get; init; } = "";

    /// <summary>The file that holds the password. Default none.</summary>
    public string PasswordFile { get; init; } = "";

    /// <summary>The environment variable that holds the password. Default none.</summary>
    public string PasswordVariable { get; init; } = "";

    /// <summary>The file that holds a Bearer token. Default none.</summary>
    public string TokenFile { get; init; } = "";

    /// <summary>The environment variable that holds a Bearer token. Default none.</summary>
    public string TokenVariable { get; init; } = "";

    /// <summary>A PEM file with the certificate authorities that may vouch for the cluster, in place of the system's. Default none.</summary>
    public string Authorities { get; init; } = "";

    /// <summary>Our own certificate for the cluster (PEM, with those above it), for clusters that ask for one. Read again when it changes. Default none.</summary>
    public string Certificate { get; init; } = "";

    /// <summary>The file with the private key of <see cref="Certificate"/> (PEM). Default none.</summary>
    public string Key { get; init; } = "";

    /// <summary>What the cluster is told about who asks; of <c>Internal</c> clusters only. Nothing it answers is then kept or shared. Default <c>None</c>.</summary>
    public ForwardIdentity ForwardIdentity { get; init; }

    /// <summary>How the caller's token becomes one for the cluster, with <see cref="Upstreams.ForwardIdentity.Exchange"/>. Section <c>TokenExchange</c>.</summary>
    public TokenExchangeOptions TokenExchange { get; init; } = new();

    /// <summary>Hosts, with a port where it is not the scheme's own, to which a redirect may lead. Default by <see cref="Kind"/>.</summary>
    public IReadOnlyList<string>? RedirectHosts { get; init; }

    /// <summary>The module whose list is asked for after a 403, to tell refused credentials from a verdict. Default <c>golang.org/x/mod</c>.</summary>
    public string CredentialProbe { get; init; } = "golang.org/x/mod";

    /// <summary>The module, as <c>module@version</c>, that probes ask for. Default <c>golang.org/x/mod@v0.3.0</c>; a cluster that never had it is not judged by it.</summary>
    public string ProbeModule { get; init; } = "golang.org/x/mod@v0.3.0";

    /// <summary>The path that probes ask for to see whether a destination answers at all; any answer below 500 is one. Default by <see cref="Kind"/>, else the destination's own address; of a public cluster none: a connection is enough.</summary>
    public string? ProbePath { get; init; }

    /// <summary>Time between two such probes. Default 250 milliseconds, of a public cluster 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "01:00:00")]
    public TimeSpan? ProbeInterval { get; init; }

    /// <summary>The longest to wait for such a probe. Default 300 milliseconds, of a public cluster 2 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:01:00")]
    public TimeSpan? ProbeTimeout { get; init; }

    /// <summary>How often it is asked. Section <c>Rate</c>.</summary>
    public RateOptions Rate { get; init; } = new();

    /// <summary>
    /// How many requests a second ask it, once it has recovered, for the public artifacts that others served while it was away, so that it
    /// has them too. Default 0: it is not asked.
    /// </summary>
    [Range(0.0, 1000.0)]
    public double WarmPerSecond { get; init; }

    /// <summary>Where else its destinations come from. Section <c>Discovery</c>.</summary>
    public DiscoveryOptions Discovery { get; init; } = new();

    /// <summary>The longest to wait for a connection. Default 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:02:00")]
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest to wait for the first byte while another cluster can be asked. Default by kind and artifact, else <c>Failover</c>'s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan? FirstByteTimeout { get; init; }

    /// <summary>The longest to wait for the first byte at the end of a chain. Default by kind and artifact, else <c>Failover</c>'s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan? LastFirstByteTimeout { get; init; }
}
