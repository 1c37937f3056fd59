using System.Text.Json;
using Gateway.Settings;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Discovery;

/// <summary>Where one cluster's destinations are looked up, with everything that this needs.</summary>
internal sealed class DiscoveryPlan
{
    private readonly string _text;

    private DiscoveryPlan(ClusterConfig cluster, DiscoveryOptions options, DiscoverySecrets secrets)
    {
        (Cluster, Options, Secrets) = (cluster.ClusterId, options, secrets);
        Configured = cluster.Destinations!;
        _text = JsonSerializer.Serialize(new { options, Configured });
    }

    public string Cluster { get; }

    public DiscoveryOptions Options { get; }

    public DiscoverySecrets Secrets { get; }

    /// <summary>The destinations that the settings name.</summary>
    public IReadOnlyDictionary<string, DestinationConfig> Configured { get; }

    /// <summary>The plans of a reading, as the settings alone say it.</summary>
    public static IEnumerable<DiscoveryPlan> Of(SettingsReading reading) =>
        from cluster in reading.Clusters
        let options = reading.Settings.Upstreams.GetValueOrDefault(cluster.ClusterId)?.Discovery
        where options is not null && options.Source != DiscoverySource.None
        select new DiscoveryPlan(cluster, options, reading.Secrets.FindDiscovery(cluster.ClusterId));

    /// <summary>Whether what was found by the other plan holds for this one. New credentials do not change what was found.</summary>
    public bool LooksWhere(DiscoveryPlan other) => Cluster.Equals(other.Cluster, StringComparison.OrdinalIgnoreCase) && _text == other._text;

    /// <summary>Whether nothing is different.</summary>
    public bool IsSameAs(DiscoveryPlan other) => LooksWhere(other) && Secrets == other.Secrets;
}
