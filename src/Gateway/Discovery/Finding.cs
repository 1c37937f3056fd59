using Gateway.Settings;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Discovery;

/// <summary>The destinations that a source named for a cluster.</summary>
/// <param name="Plan">How they were found.</param>
/// <param name="Destinations">They, in YARP's words.</param>
internal sealed record Finding(DiscoveryPlan Plan, IReadOnlyDictionary<string, DestinationConfig> Destinations)
{
    /// <summary>The reading with the destinations that were found in place of the configured ones, where the settings still look there.</summary>
    public static SettingsReading Apply(SettingsReading reading, IReadOnlyCollection<Finding> findings)
    {
        var valid = (from plan in DiscoveryPlan.Of(reading)
                     from finding in findings
                     where plan.LooksWhere(finding.Plan)
                     select finding).ToDictionary(finding => finding.Plan.Cluster, finding => finding.Destinations, StringComparer.OrdinalIgnoreCase);
        return valid.Count == 0 ? reading : reading with
        {
            Clusters = [.. reading.Clusters.Select(cluster => cluster with { Destinations = valid.GetValueOrDefault(cluster.ClusterId) ?? cluster.Destinations })],
        };
    }
}
