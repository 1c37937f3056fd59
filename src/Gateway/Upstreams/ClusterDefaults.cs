using System.Globalization;
using Gateway.Balancing;
using Gateway.Settings;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Upstreams;

/// <summary>Fills in what the operator's YARP section leaves open, in the private copy that YARP gets.</summary>
internal static class ClusterDefaults
{
    /// <summary>The key of the cluster's certificate authorities, as PEM text, in YARP's metadata.</summary>
    public const string Authorities = "Gateway.Authorities";

    /// <summary>The key of our own certificate for the cluster, with its private key, as PEM text, in YARP's metadata. Nothing shows these metadata to anybody.</summary>
    public const string Certificate = "Gateway.Certificate";

    /// <summary>The key of the cluster's <see cref="UpstreamOptions.ConnectTimeout"/> in YARP's metadata.</summary>
    public const string ConnectTimeout = "Gateway.ConnectTimeout";

    /// <summary>The key of the cluster's <see cref="UpstreamOptions.Trust"/> in YARP's metadata.</summary>
    public const string Trust = "Gateway.Trust";

    /// <summary>The key of the cluster's balancing policy, which may be one of ours, in YARP's metadata.</summary>
    public const string Balancing = "Gateway.Balancing";

    /// <summary>The key that adds the system's certificate authorities to the cluster's own: for hosts that redirects lead to.</summary>
    public const string SystemAuthoritiesToo = "Gateway.SystemAuthoritiesToo";

    /// <remarks>
    /// YARP keeps a cluster's connections as long as its metadata stay the same, so what a connection depends on travels there: a
    /// renewed certificate authority then makes new connections, and a changed time-out of a route does not.
    /// </remarks>
    public static IReadOnlyList<ClusterConfig> Apply(IReadOnlyList<ClusterConfig> clusters, GatewaySettings settings, UpstreamSecrets secrets) =>
        [.. clusters.Select(cluster => Apply(cluster, settings.Upstreams.GetValueOrDefault(cluster.ClusterId) ?? new UpstreamOptions(), secrets))];

    private static ClusterConfig Apply(ClusterConfig cluster, UpstreamOptions upstream, UpstreamSecrets secrets)
    {
        var health = cluster.HealthCheck ?? new HealthCheckConfig();
        return cluster with
        {
            // YARP refuses names that it does not know.
            LoadBalancingPolicy = BalancingSetup.Names.Contains(cluster.LoadBalancingPolicy, StringComparer.OrdinalIgnoreCase) ? null : cluster.LoadBalancingPolicy,
            // YARP's own default takes all destinations for available when none is; a chain would then never move on.
            HealthCheck = health with { AvailableDestinationsPolicy = health.AvailableDestinationsPolicy ?? "HealthyAndUnknown" },
            Metadata = new Dictionary<string, string>(cluster.Metadata ?? new Dictionary<string, string>())
            {
                [Authorities] = secrets.FindAuthorities(cluster.ClusterId) ?? "",
                [Certificate] = secrets.FindCertificate(cluster.ClusterId) ?? "",
                [ConnectTimeout] = upstream.ConnectTimeout.ToString("c", CultureInfo.InvariantCulture),
                [Trust] = upstream.Trust.ToString(),
                [Balancing] = cluster.LoadBalancingPolicy ?? "",
            },
        };
    }
}
