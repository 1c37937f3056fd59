using System.Net;
using Gateway.Settings;
using GoModules;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Upstreams;

/// <summary>Rules between routes, checksum databases, private modules and clusters.</summary>
internal static class ModulesConsistency
{
    public static void Check(GatewaySettings settings, IReadOnlyList<ClusterConfig> clusters, List<string> faults)
    {
        // A cluster that YARP could not read has its own sentence already, so the names as written are the ones to compare with.
        var names = settings.ReverseProxy.Clusters.Keys.Union(clusters.Select(cluster => cluster.ClusterId)).ToList();
        var modules = settings.Modules;
        CheckPatterns("Modules:Private", modules.Private, faults);
        if (modules.Routes.Count == 0)
        {
            faults.Add("Modules:Routes is empty: no module would be served.");
        }

        for (var index = 0; index < modules.Routes.Count; index++)
        {
            CheckRoute($"Modules:Routes:{index}", modules.Routes[index], names, faults);
        }

        var twice = modules.Routes.Where(route => route.Name.Length > 0).GroupBy(route => route.Name).Where(group => group.Count() > 1);
        faults.AddRange(twice.Select(group => $"Modules:Routes has {group.Count()} routes named {group.Key}."));
        foreach (var (name, database) in modules.ChecksumDatabases)
        {
            if (GoRequest.Parse($"/sumdb/{name}/supported") is null)
            {
                faults.Add($"Modules:ChecksumDatabases has \"{name}\"; a name such as sum.golang.org is needed.");
            }

            CheckClusters($"Modules:ChecksumDatabases:{name}:Clusters", database.Clusters, names, faults);
        }
    }

    private static void CheckRoute(string key, RouteOptions route, List<string> names, List<string> faults)
    {
        if (route.Name.Length == 0)
        {
            faults.Add($"{key}:Name is missing.");
        }

        if (route.Modules.Count == 0)
        {
            faults.Add($"{key}:Modules is empty; a pattern such as * is needed.");
        }

        CheckPatterns($"{key}:Modules", route.Modules, faults);
        CheckClusters($"{key}:Clusters", route.Clusters, names, faults);
        faults.AddRange(route.Kinds.Where(kind => kind is not (GoRequestKind.List or GoRequestKind.Latest or GoRequestKind.Info or GoRequestKind.Mod or GoRequestKind.Zip))
            .Select(kind => $"{key}:Kinds has \"{kind}\"; one of List, Latest, Info, Mod, Zip is needed."));
        if (route.Versions.Length > 0 && !VersionRange.TryParse(route.Versions, out _, out var fault))
        {
            faults.Add($"{key}:Versions is \"{route.Versions}\": {fault}.");
        }

        faults.AddRange(route.Networks.Where(network => !IPNetwork.TryParse(network, out _))
            .Select(network => $"{key}:Networks has \"{network}\"; a network such as 10.0.0.0/8 is needed."));
        if (route is { Order: ChainOrder.Fastest, LastIsAuthority: true })
        {
            faults.Add($"{key}:LastIsAuthority is true and Order is Fastest: no cluster is last for good, so one of them has to go.");
        }

        CheckCanary(key, route, names, faults);
    }

    private static void CheckCanary(string key, RouteOptions route, List<string> names, List<string> faults)
    {
        if (!route.Canary.IsOn)
        {
            return;
        }

        CheckClusters($"{key}:Canary:Clusters", route.Canary.Clusters, names, faults);
        faults.AddRange(route.Canary.Clusters.Intersect(route.Clusters, StringComparer.OrdinalIgnoreCase)
            .Select(name => $"{key}:Canary:Clusters has {name}, which the route's Clusters have too; a cluster is either on trial or not."));
        if (route.Order == ChainOrder.Fastest)
        {
            faults.Add($"{key}:Order is Fastest and Canary is set: those on trial come first whatever their pace, so one of them has to go.");
        }
    }

    private static void CheckPatterns(string key, IReadOnlyList<string> patterns, List<string> faults) =>
        faults.AddRange(
            from pattern in patterns
            let fault = ModulePatterns.FindFault(pattern)
            where fault is not null
            select $"{key} has \"{pattern}\", which {fault}.");

    private static void CheckClusters(string key, IReadOnlyList<string> asked, List<string> names, List<string> faults)
    {
        if (asked.Count == 0)
        {
            faults.Add($"{key} is empty; at least one of {string.Join(", ", names)} is needed.");
        }

        faults.AddRange(asked.Where(name => !names.Contains(name, StringComparer.OrdinalIgnoreCase))
            .Select(name => $"{key} has \"{name}\", which ReverseProxy:Clusters does not name ({string.Join(", ", names)}).{DidYouMean.Sentence(name, names)}"));
        faults.AddRange(asked.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1)
            .Select(group => $"{key} names {group.Key} {group.Count()} times."));
    }
}
