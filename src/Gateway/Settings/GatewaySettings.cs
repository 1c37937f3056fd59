using Gateway.Access.Tokens;
using Gateway.Caching;
using Gateway.Edge;
using Gateway.Health;
using Gateway.Upstreams;

namespace Gateway.Settings;

/// <summary>Everything an operator can set, one property a section. The names are the keys of the settings files.</summary>
internal sealed class GatewaySettings
{
    /// <summary>This gateway among others. Section <c>Gateway</c>.</summary>
    public InstanceOptions Gateway { get; init; } = new();

    /// <summary>Where requests come in, by name. Default: <c>Plain</c> for modules and <c>Ops</c> for operators, on loopback.</summary>
    public IReadOnlyDictionary<string, ListenerOptions> Listeners { get; init; } = ListenerOptions.Defaults;

    /// <summary>Which modules come from where. Section <c>Modules</c>.</summary>
    public ModulesOptions Modules { get; init; } = new();

    /// <summary>YARP's own section: the clusters and their destinations.</summary>
    public ReverseProxySection ReverseProxy { get; init; } = new();

    /// <summary>What YARP's section cannot say of a cluster, by the cluster's name. Section <c>Upstreams</c>.</summary>
    public IReadOnlyDictionary<string, UpstreamOptions> Upstreams { get; init; } = new Dictionary<string, UpstreamOptions>();

    /// <summary>Attempts, time-outs and bounds of a fetch. Section <c>Failover</c>.</summary>
    public FailoverOptions Failover { get; init; } = new();

    /// <summary>How the state of destinations is found out. Section <c>Health</c>.</summary>
    public HealthOptions Health { get; init; } = new();

    /// <summary>How long answers are kept, and where. Section <c>Caching</c>.</summary>
    public CachingOptions Caching { get; init; } = new();

    /// <summary>Which tokens are good. Section <c>Tokens</c>.</summary>
    public TokensOptions Tokens { get; init; } = new();

    /// <summary>What is logged. Section <c>Logging</c>.</summary>
    public LoggingOptions Logging { get; init; } = new();
}
