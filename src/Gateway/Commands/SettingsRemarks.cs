using System.Net;
using Gateway.Access.Rules;
using Gateway.Settings;
using Gateway.Upstreams;
using Yarp.ReverseProxy.Configuration;
using RouteOptions = Gateway.Upstreams.RouteOptions;

namespace Gateway.Commands;

/// <summary>What is allowed in settings and hardly ever meant. Only what is sure from the text.</summary>
internal static class SettingsRemarks
{
    private static readonly HashSet<string> PublicHosts = new(StringComparer.OrdinalIgnoreCase)
    {
        "proxy.golang.org", "sum.golang.org", "goproxy.io", "goproxy.cn", "mirrors.aliyun.com", "athens.azurefd.net",
    };

    public static IEnumerable<string> Of(SettingsReading reading) => Of(reading.Settings, reading.Clusters);

    private static IEnumerable<string> Of(GatewaySettings settings, IReadOnlyList<ClusterConfig> clusters) =>
    [
        .. RouteCover.Find(settings.Modules.Routes).Select(pair => $"Route {pair.Route} takes nothing: {pair.Earlier} before it takes all that it would."),
        .. RuleCover.Find(settings.Access.Rules).Select(pair => $"Rule {pair.Rule} never decides: rule {pair.Earlier} before it takes all that it would."),
        .. Leaking(settings, clusters),
        .. AdvisoryRemarks.Of(settings),
        .. Unserved(settings),
        .. Untold(settings),
        .. Unused(settings),
    ];

    /// <summary>Clusters that are trusted with private modules and are run by others.</summary>
    private static IEnumerable<string> Leaking(GatewaySettings settings, IReadOnlyList<ClusterConfig> clusters)
    {
        var known = clusters.Select(cluster => (Name: cluster.ClusterId, Hosts: HostsOf(cluster).ToHashSet(StringComparer.OrdinalIgnoreCase), IsTrusted: IsInternal(settings, cluster.ClusterId))).ToList();
        return from cluster in known
               where cluster.IsTrusted && settings.Modules.Private.Count > 0
               from host in cluster.Hosts
               let other = known.Find(other => !other.IsTrusted && other.Hosts.Contains(host))
               where PublicHosts.Contains(host) || (other.Name is not null && !IsLoopback(host))
               select $"Private modules would be told to {host}: cluster {cluster.Name} has \"Trust\": \"Internal\", {(PublicHosts.Contains(host) ? "but that is a public service." : $"but cluster {other.Name} at the same host has not.")}";
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
        var used = settings.Modules.Routes.SelectMany(route => route.Clusters.Concat(route.Canary.Clusters))
            .Concat(settings.Mirroring.Values.Select(mirror => mirror.Cluster))
            .Concat(settings.Modules.ChecksumDatabases.Values.SelectMany(database => database.Clusters))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        // A pass-through route may use any of them.
        return settings.ReverseProxy.Routes.Count > 0 ? []
            : settings.ReverseProxy.Clusters.Keys.Where(cluster => !used.Contains(cluster)).Select(cluster => $"Cluster {cluster} is asked by no route.");
    }

    private static IEnumerable<string> HostsOf(ClusterConfig cluster) =>
        (cluster.Destinations ?? new Dictionary<string, DestinationConfig>()).Values.Select(destination => new Uri(destination.Address).Host);

    // Whoever runs one program on this machine need not run the others.
    private static bool IsLoopback(string host) => host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static bool IsUnconditional(RouteOptions route) => route.Kinds.Count == 0 && route.Versions.Length == 0 && route.Hosts.Count == 0 && route.Networks.Count == 0;

    private static bool IsInternal(GatewaySettings settings, string cluster) => settings.Upstreams.GetValueOrDefault(cluster)?.Trust == Trust.Internal;

    private static IEnumerable<string> Patterns(IEnumerable<string> entries) => entries.SelectMany(entry => entry.Split(','));

    private static bool Covers(IEnumerable<string> wide, IEnumerable<string> narrow) =>
        Patterns(narrow).All(pattern => Patterns(wide).Any(other => RuleModules.Covers(other, pattern)));
}
