using Gateway.Access.Rules;
using Gateway.Access.Tokens;
using Gateway.Auditing;
using Gateway.Access.Certificates;
using Gateway.Caching;
using Gateway.Edge.Listening;
using Gateway.Ops;
using Gateway.Telemetry;
using Gateway.Upstreams;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Settings;

/// <summary>Settings that were read together and found right, with what they point to.</summary>
/// <param name="Settings">The typed settings.</param>
/// <param name="Clusters">The clusters as YARP gets them: the operator's section with what a kind fills in.</param>
/// <param name="Routes">The pass-through routes as YARP gets them.</param>
/// <param name="Secrets">The credentials and certificates that the settings name.</param>
/// <param name="RedisSecrets">The key, the password and the certificates for the shared tier.</param>
/// <param name="AuditSecrets">The keys of the audit log.</param>
/// <param name="Collector">Where traces, metrics and logs are sent.</param>
/// <param name="AlertSecret">What Alertmanager shows.</param>
/// <param name="Files">Every file that was read or would have been: a change of one of them asks for a new reading.</param>
internal sealed record SettingsReading(
    GatewaySettings Settings,
    IReadOnlyList<ClusterConfig> Clusters,
    IReadOnlyList<RouteConfig> Routes,
    UpstreamSecrets Secrets,
    RedisSecrets RedisSecrets,
    AuditSecrets AuditSecrets,
    OtlpTarget Collector,
    AlertSecret AlertSecret,
    SettingsFiles Files)
{
    /// <summary>Who may fetch what. Of the reading and not of the snapshot: what rules remember outlives a change of destinations.</summary>
    public AccessRules Rules { get; } = new(Settings);

    /// <summary>The certificates of the https listeners.</summary>
    public required ServerCertificates ServerCertificates { get; init; }

    /// <summary>Who vouches for clients.</summary>
    public required ClientAuthorities ClientAuthorities { get; init; }

    /// <summary>Which tokens are good.</summary>
    public TokenPlan Tokens { get; init; } = TokenPlan.None;

    /// <summary>The same under another name of the gateway.</summary>
    public SettingsReading Named(string name) => this with { Settings = Settings with { Gateway = Settings.Gateway with { Name = name } } };
}
