using Gateway.Access.Rules;
using Gateway.Settings;

namespace Gateway.Ops;

/// <summary>Who else would be asked: what has to be known before a cluster is taken out.</summary>
internal static class Alternatives
{
    /// <summary>The routes and checksum databases that ask a cluster.</summary>
    public static IEnumerable<string> RoutesOf(Snapshot snapshot, string cluster) =>
        Lineups(snapshot).Where(lineup => Asks(lineup.Clusters, cluster)).Select(lineup => lineup.Route).Distinct();

    /// <summary>Those that would have nobody left who gets requests now, or nobody for their private modules.</summary>
    public static IEnumerable<string> OnlyChoiceOf(Snapshot snapshot, string cluster) => Lineups(snapshot)
        .Where(lineup => Asks(lineup.Clusters, cluster) && !lineup.Clusters.Any(other => !other.Equals(cluster, StringComparison.OrdinalIgnoreCase) && IsUp(snapshot, other)))
        .Select(lineup => lineup.Name);

    /// <summary>Whether another destination of the cluster than this one gets requests; no when all of them are meant.</summary>
    public static bool HasOther(Snapshot snapshot, string cluster, string? destination) => destination is not null
        && snapshot.Upstreams[cluster].Destinations.Any(one => one.Standing.Name != destination && one.Standing.IsInRotation && !one.IsDown);

    /// <summary>Every route and checksum database with the clusters that it asks. A route that has others for private modules, of which only internal ones hear, is there twice.</summary>
    public static IEnumerable<Lineup> Lineups(Snapshot snapshot)
    {
        var modules = snapshot.Settings.Modules;
        var names = modules.Private.SelectMany(Patterns).ToList();
        var left = names.ToList();
        foreach (var route in modules.Routes)
        {
            var inside = route.Clusters.Where(cluster => snapshot.Upstreams[cluster].IsInternal).ToList();
            var isForPrivateAlone = route.Modules.SelectMany(Patterns).All(pattern => names.Any(name => RuleModules.Covers(name, pattern)));
            if (!isForPrivateAlone)
            {
                yield return new Lineup(route.Name, false, route.Clusters);
            }

            if (inside.Count > 0 && (isForPrivateAlone || (inside.Count < route.Clusters.Count && left.Any(name => MayTake(route, name)))))
            {
                yield return new Lineup(route.Name, !isForPrivateAlone, inside);
            }

            if (route is { Kinds.Count: 0, Versions: "", Hosts.Count: 0, Networks.Count: 0 })
            {
                // No route after it hears of what it takes without a condition.
                left.RemoveAll(name => route.Modules.SelectMany(Patterns).Any(pattern => RuleModules.Covers(pattern, name)));
            }
        }

        foreach (var (name, database) in modules.ChecksumDatabases)
        {
            yield return new Lineup(name, false, database.Clusters);
        }
    }

    /// <summary>Whether any destination of a cluster gets requests.</summary>
    public static bool IsUp(Snapshot snapshot, string cluster) =>
        snapshot.Upstreams[cluster].Destinations.Any(destination => destination.Standing.IsInRotation && !destination.IsDown);

    private static bool Asks(IReadOnlyList<string> clusters, string cluster) => clusters.Contains(cluster, StringComparer.OrdinalIgnoreCase);

    private static bool MayTake(Upstreams.RouteOptions route, string name) => route.Modules.SelectMany(Patterns).Any(pattern => RuleModules.MayMeet(pattern, name));

    private static IEnumerable<string> Patterns(string entry) => entry.Split(',').Select(pattern => pattern.TrimEnd('/'));

    /// <summary>Who may be asked, in order.</summary>
    /// <param name="Route">The route or checksum database.</param>
    /// <param name="IsPrivatePart">Whether it is only about the private modules of a route that takes others as well.</param>
    /// <param name="Clusters">The clusters.</param>
    internal sealed record Lineup(string Route, bool IsPrivatePart, IReadOnlyList<string> Clusters)
    {
        /// <summary>What it is called towards people.</summary>
        public string Name => IsPrivatePart ? $"{Route} (private modules)" : Route;
    }
}
