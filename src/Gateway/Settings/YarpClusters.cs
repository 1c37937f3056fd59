using Yarp.ReverseProxy.Configuration;

namespace Gateway.Settings;

/// <summary>Reads clusters with YARP's own reader and checks them with YARP's own rules, from a private copy of its section.</summary>
internal static class YarpClusters
{
    /// <summary>Reads every cluster; one that YARP cannot read is a fault and left out.</summary>
    public static IReadOnlyList<ClusterConfig> Read(ReverseProxySection section, List<string> faults) => YarpReading.ReadEach(
        "Clusters",
        section.Clusters,
        static config => config.Clusters.Single(),
        // The names of policies are checked with our own among them.
        static cluster => YarpReading.Rules.ValidateClusterAsync(cluster with { LoadBalancingPolicy = null }),
        faults);
}
