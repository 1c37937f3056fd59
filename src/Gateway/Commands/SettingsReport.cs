using Gateway.Settings;
using Gateway.Upstreams;
using RouteOptions = Gateway.Upstreams.RouteOptions;

namespace Gateway.Commands;

/// <summary>What right settings come to, as tables for people, and what stands out in them.</summary>
internal static class SettingsReport
{
    public static IEnumerable<string> Of(SettingsReading reading)
    {
        var settings = reading.Settings;
        var listeners = settings.Listeners.Select(listener => new[] { listener.Key, listener.Value.Url, $"{listener.Value.Clients}" });
        var routes = settings.Modules.Routes.Select(route => new[]
        {
            route.Name, string.Join(", ", route.Modules), Conditions(route), string.Join(" > ", route.Clusters), Internal(settings, route),
        });
        var databases = settings.Modules.ChecksumDatabases.Select(database => new[] { database.Key, string.Join(" > ", database.Value.Clusters) });
        var passed = reading.Routes.Select(route => new[] { route.RouteId, route.Match.Path ?? "*", route.ClusterId ?? "" });
        return
        [
            .. TextTable.Of(["LISTENER", "ADDRESS", "CLIENTS"], listeners),
            .. TextTable.Of(["ROUTE", "MODULES", "ONLY", "CLUSTERS", "PRIVATE MODULES FROM"], routes),
            .. TextTable.Of(["CHECKSUM DATABASE", "CLUSTERS"], databases),
            .. TextTable.Of(["PASSED THROUGH", "PATH", "CLUSTER"], passed),
            .. Remarks(SettingsRemarks.Of(reading)),
        ];
    }

    private static IEnumerable<string> Remarks(IEnumerable<string> remarks)
    {
        var lines = remarks.ToList();
        return lines.Count == 0 ? ["", "Nothing stands out."] : ["", "What stands out:", .. lines.Select(line => $"- {line}")];
    }

    private static string Internal(GatewaySettings settings, RouteOptions route) =>
        string.Join(" > ", route.Clusters.Where(cluster => settings.Upstreams.GetValueOrDefault(cluster)?.Trust == Trust.Internal)) is { Length: > 0 } clusters ? clusters : "nobody";

    private static string Conditions(RouteOptions route)
    {
        string[] only =
        [
            .. route.Kinds.Select(kind => $"{kind}"), .. route.Versions.Length > 0 ? [route.Versions] : Array.Empty<string>(),
            .. route.Hosts, .. route.Networks,
        ];
        return only.Length == 0 ? "-" : string.Join(", ", only);
    }
}
