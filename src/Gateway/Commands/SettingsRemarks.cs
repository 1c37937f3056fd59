using Gateway.Access.Rules;
using Gateway.Settings;
using Gateway.Upstreams;
using RouteOptions = Gateway.Upstreams.RouteOptions;

namespace Gateway.Commands;

/// <summary>What is allowed in settings and hardly ever meant. Only what is sure from the text.</summary>
internal static class SettingsRemarks
{
    public static IEnumerable<string> Of(GatewaySettings settings) =>
    [
        .. Covered(settings.Modules.Routes),
        .. RuleCover.Find(settings.Access.Rules).Select(pair => $"Rule {pair.Rule} never decides: rule {pair.Earlier} before it takes all that it would."),
        .. AdvisoryRemarks.Of(settings),
        .. Unserved(settings),
        .. Untold(settings),
        .. Unused(settings),
    ];

    /// <summary>Routes that take nothing, because one before them takes all that they would.</summary>
    private static IEnumerable<string> Covered(IReadOnlyList<RouteOptions> routes)
    {
        for (var index = 1; index < routes.Count; index++)
        {
            var route = routes[index];
            if (routes.Take(index).FirstOrDefault(before => IsUnconditional(before) && Covers(before.Modules, route.Modules)) is { } earlier)
            {
                yield return $"Route {route.Name} takes nothing: route {earlier.Name} before it takes all that it would.";
            }
        }
    }

    /// <summary>Private modules that nobody may be asked for.</summary>
    private static IEnumerable<string> Unserved(GatewaySettings settings) =>
        from pattern in Patterns(settings.Modules.Private)
        let route = settings.Modules.Routes.FirstOrDefault(route => IsUnconditional(route) && Covers(route.Modules, [pattern]))
        where route is not null && !route.Clusters.Any(cluster => IsInternal(settings, cluster))
        select $"Private modules of {pattern} are refused: route {route.Name}, which takes them, has no cluster with \"Trust\": \"Internal\".";

    /// <summary>Modules that only our own clusters are asked for, and whose names checksum databases would hear all the same.</summary>
    private static IEnumerable<string> Untold(GatewaySettings settings) =>
        from route in settings.Modules.Routes
        where route.Clusters.All(cluster => IsInternal(settings, cluster))
        from pattern in Patterns(route.Modules)
        where pattern != "*" && !Covers(settings.Modules.Private, [pattern]) && settings.Modules.ChecksumDatabases.Count > 0
        select $"Modules of {pattern} come from internal clusters alone (route {route.Name}), but Modules:Private does not name them: checksum databases are asked about them.";

    private static IEnumerable<string> Unused(GatewaySettings settings)
    {
        var used = settings.Modules.Routes.SelectMany(route => route.Clusters)
            .Concat(settings.Modules.ChecksumDatabases.Values.SelectMany(database => database.Clusters))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        // A pass-through route may use any of them.
        return settings.ReverseProxy.Routes.Count > 0 ? []
            : settings.ReverseProxy.Clusters.Keys.Where(cluster => !used.Contains(cluster)).Select(cluster => $"Cluster {cluster} is asked by no route.");
    }

    private static bool IsUnconditional(RouteOptions route) => route.Kinds.Count == 0 && route.Versions.Length == 0 && route.Hosts.Count == 0 && route.Networks.Count == 0;

    private static bool IsInternal(GatewaySettings settings, string cluster) => settings.Upstreams.GetValueOrDefault(cluster)?.Trust == Trust.Internal;

    private static IEnumerable<string> Patterns(IEnumerable<string> entries) => entries.SelectMany(entry => entry.Split(','));

    private static bool Covers(IEnumerable<string> wide, IEnumerable<string> narrow) =>
        Patterns(narrow).All(pattern => Patterns(wide).Any(other => RuleModules.Covers(other, pattern)));
}
