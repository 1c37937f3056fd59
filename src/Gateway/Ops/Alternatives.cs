using Gateway.Settings;

namespace Gateway.Ops;

/// <summary>Who else would be asked: what has to be known before a cluster is taken out.</summary>
internal static class Alternatives
{
    /// <summary>The routes and checksum databases that ask a cluster.</summary>
    public static IEnumerable<string> RoutesOf(Snapshot snapshot, string cluster) => Chains(snapshot).Where(chain => Asks(chain.Clusters, cluster)).Select(chain => chain.Name);

    /// <summary>Those that would have nobody left who gets requests now.</summary>
    public static IEnumerable<string> OnlyChoiceOf(Snapshot snapshot, string cluster) => Chains(snapshot)
        .Where(chain => Asks(chain.Clusters, cluster) && !chain.Clusters.Any(other => !other.Equals(cluster, StringComparison.OrdinalIgnoreCase) && IsUp(snapshot, other)))
        .Select(chain => chain.Name);

    /// <summary>Whether another destination of the cluster than this one gets requests; no when all of them are meant.</summary>
    public static bool HasOther(Snapshot snapshot, string cluster, string? destination) => destination is not null
        && snapshot.Upstreams[cluster].Destinations.Any(one => one.Standing.Name != destination && one.Standing.IsInRotation && !one.IsDown);

    /// <summary>Every route and checksum database with the clusters that it asks, in their order.</summary>
    public static IEnumerable<(string Name, IReadOnlyList<string> Clusters)> Chains(Snapshot snapshot)
    {
        var modules = snapshot.Settings.Modules;
        return modules.Routes.Select(route => (route.Name, route.Clusters))
            .Concat(modules.ChecksumDatabases.Select(database => (Name: database.Key, database.Value.Clusters)));
    }

    /// <summary>Whether any destination of a cluster gets requests.</summary>
    public static bool IsUp(Snapshot snapshot, string cluster) =>
        snapshot.Upstreams[cluster].Destinations.Any(destination => destination.Standing.IsInRotation && !destination.IsDown);

    private static bool Asks(IReadOnlyList<string> clusters, string cluster) => clusters.Contains(cluster, StringComparer.OrdinalIgnoreCase);
}
