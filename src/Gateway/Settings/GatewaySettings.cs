using Gateway.Access.Advisories;
using Gateway.Access.Rules;
using Gateway.Access.Tokens;
using Gateway.Auditing;
using Gateway.Access.Certificates;
using Gateway.Caching;
using Gateway.Checksums;
using Gateway.Edge;
using Gateway.Health;
using Gateway.Limits;
using Gateway.Mirroring;
using Gateway.Ops;
using Gateway.PassThrough;
using Gateway.Telemetry;
using Gateway.Upstreams;

namespace Gateway.Settings;

/// <summary>Everything an operator can set, one property a section. The names are the keys of the settings files.</summary>
internal sealed record GatewaySettings
{
    /// <summary>This gateway among others. Section <c>Gateway</c>.</summary>
    [TakesEffect(Effect.AtOnce)]
    public InstanceOptions Gateway { get; init; } = new();

    /// <summary>Where requests come in, by name. Default: <c>Plain</c> for modules and <c>Ops</c> for operators, on loopback.</summary>
    [TakesEffect(Effect.AtOnce)]
    public IReadOnlyDictionary<string, ListenerOptions> Listeners { get; init; } = ListenerOptions.Defaults;

    /// <summary>Who may fetch what. Section <c>Access</c>.</summary>
    [TakesEffect(Effect.AtOnce)]
    public AccessOptions Access { get; init; } = new();

    /// <summary>Where advisories about vulnerable versions come from, by the feed's name; rules ask them. Section <c>Advisories</c>.</summary>
    [TakesEffect(Effect.AtOnce)]
    public IReadOnlyDictionary<string, AdvisoryFeedOptions> Advisories { get; init; } = new Dictionary<string, AdvisoryFeedOptions>();

    /// <summary>
    /// The networks of balancers and proxies in front, whose PROXY protocol, <c>X-Forwarded-For</c> and <c>-Proto</c> are believed. Default none.
    /// </summary>
    [TakesEffect(Effect.AtOnce)]
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];

    /// <summary>Which client certificates are believed. Section <c>ClientCertificates</c>.</summary>
    [TakesEffect(Effect.AtOnce)]
    public ClientCertificatesOptions ClientCertificates { get; init; } = new();

    /// <summary>Which modules come from where. Section <c>Modules</c>.</summary>
    [TakesEffect(Effect.AtOnce)]
    public ModulesOptions Modules { get; init; } = new();

    /// <summary>YARP's own section: the clusters and their destinations.</summary>
    [TakesEffect(Effect.AtOnce)]
    public ReverseProxySection ReverseProxy { get; init; } = new();

    /// <summary>What YARP's section cannot say of a cluster, by the cluster's name. Section <c>Upstreams</c>.</summary>
    [TakesEffect(Effect.AtOnce)]
    public IReadOnlyDictionary<string, UpstreamOptions> Upstreams { get; init; } = new Dictionary<string, UpstreamOptions>();

    /// <summary>What holds for requests that <c>ReverseProxy:Routes</c> lets through. Section <c>PassThrough</c>.</summary>
    [TakesEffect(Effect.AtOnce)]
    public PassThroughOptions PassThrough { get; init; } = new();

    /// <summary>Attempts, time-outs and bounds of a fetch. Section <c>Failover</c>.</summary>
    [TakesEffect(Effect.AtOnce)]
    public FailoverOptions Failover { get; init; } = new();

    /// <summary>How the state of destinations is found out. Section <c>Health</c>.</summary>
    [TakesEffect(Effect.AtOnce)]
    public HealthOptions Health { get; init; } = new();

    /// <summary>How long answers are kept, and where. Section <c>Caching</c>.</summary>
    [TakesEffect(Effect.AtOnce)]
    public CachingOptions Caching { get; init; } = new();

    /// <summary>How artifacts are checked before they are kept. Section <c>Checksums</c>.</summary>
    [TakesEffect(Effect.AtOnce)]
    public ChecksumsOptions Checksums { get; init; } = new();

    /// <summary>Which tokens are good. Section <c>Tokens</c>.</summary>
    [TakesEffect(Effect.AtOnce)]
    public TokensOptions Tokens { get; init; } = new();

    /// <summary>Who took what, written down. Section <c>Auditing</c>.</summary>
    [TakesEffect(Effect.AtStart)]
    public AuditingOptions Auditing { get; init; } = new();

    /// <summary>How much is given to whom. Section <c>Limits</c>.</summary>
    [TakesEffect(Effect.AtOnce)]
    public LimitsOptions Limits { get; init; } = new();

    /// <summary>Clusters that get copies of module requests, by the mirror's name. Section <c>Mirroring</c>.</summary>
    [TakesEffect(Effect.AtStart)]
    public IReadOnlyDictionary<string, MirrorOptions> Mirroring { get; init; } = new Dictionary<string, MirrorOptions>();

    /// <summary>Where traces, metrics and logs are sent. Section <c>Telemetry</c>.</summary>
    [TakesEffect(Effect.AtStart)]
    public TelemetryOptions Telemetry { get; init; } = new();

    /// <summary>Who may ask what on the operators' listener. Section <c>Ops</c>.</summary>
    [TakesEffect(Effect.AtOnce)]
    public OpsOptions Ops { get; init; } = new();

    /// <summary>What is logged. Section <c>Logging</c>.</summary>
    [TakesEffect(Effect.AtStart)]
    public LoggingOptions Logging { get; init; } = new();

    /// <summary>Whether somebody is told what was served, and wants to know the hash of it.</summary>
    internal bool TellsWhatWasServed => Auditing.IsOn || Mirroring.Count > 0;
}
