using System.Net.Http.Headers;
using Gateway.Exchanging;
using Gateway.Health;
using Gateway.Settings;
using GoModules;
using Yarp.ReverseProxy.Model;

namespace Gateway.Upstreams;

/// <summary>A cluster as one snapshot of the settings sees it: YARP's model of it and what is Go's or ours beside it.</summary>
internal sealed class Upstream
{
    private readonly UpstreamOptions _options;
    private readonly FailoverOptions _failover;
    private readonly HashSet<string> _redirectHosts;

    public Upstream(ClusterState cluster, UpstreamOptions options, GatewaySettings settings, Standings standings, UpstreamRates rates, UpstreamSecrets secrets)
    {
        _options = options;
        _failover = settings.Failover;
        Cluster = cluster;
        Model = cluster.Model;
        Destinations = [.. cluster.DestinationsState.AllDestinations.Select(state => Destination.Of(cluster.ClusterId, state, standings, settings.Health))];
        Preset = UpstreamPreset.Of(options.Kind);
        Credentials = secrets.FindCredentials(cluster.ClusterId);
        Exchange = secrets.FindExchange(cluster.ClusterId);
        Rate = rates.Of(cluster.ClusterId, options.Rate);
        Probing = Probing.Of(options, Preset, Model.Config.HttpClient?.WebProxy?.Address is not null);
        _redirectHosts = new HashSet<string>(options.RedirectHosts ?? Preset.RedirectHosts, StringComparer.OrdinalIgnoreCase);
    }

    public string Name => Cluster.ClusterId;

    /// <summary>YARP's live state; everything else here stays as it was published.</summary>
    public ClusterState Cluster { get; }

    public ClusterModel Model { get; }

    public IReadOnlyList<Destination> Destinations { get; }

    /// <summary>The hosts of its destinations, as names and as the addresses that the names lead to now.</summary>
    public IEnumerable<string> Hosts => Destinations.SelectMany(destination => destination.Hosts);

    public UpstreamPreset Preset { get; }

    /// <summary>What is sent in <c>Authorization</c>, never beyond the destination's own host.</summary>
    public AuthenticationHeaderValue? Credentials { get; }

    /// <summary>How often it may be asked.</summary>
    public UpstreamRate Rate { get; }

    /// <summary>How its destinations are probed.</summary>
    public Probing Probing { get; }

    /// <summary>What it is told about who asks.</summary>
    public ForwardIdentity Forwards => _options.ForwardIdentity;

    /// <summary>How callers' tokens become tokens for it; null where they do not.</summary>
    public ExchangePlan? Exchange { get; }

    public bool IsInternal => _options.Trust == Trust.Internal;

    /// <summary>How many requests a second it gets to catch up; 0 where it does not.</summary>
    public double WarmPerSecond => _options.WarmPerSecond;

    /// <summary>The module whose list tells refused credentials from a verdict.</summary>
    public string CredentialProbe => _options.CredentialProbe;

    /// <summary>How long to wait for the first byte of an answer.</summary>
    public TimeSpan FirstByteTimeout(GoRequestKind kind, bool isLast)
    {
        var patient = UpstreamPreset.IsFetchedOnDemand(kind);
        return isLast
            ? _options.LastFirstByteTimeout ?? (patient ? Preset.LastPatience : null) ?? _failover.LastFirstByteTimeout
            : _options.FirstByteTimeout ?? (patient ? Preset.Patience : null) ?? _failover.FirstByteTimeout;
    }

    /// <summary>Whether a redirect to the address may be followed.</summary>
    public bool MayRedirectTo(Uri target) =>
        _redirectHosts.Contains(target.IsDefaultPort ? target.Host : target.Authority);
}
