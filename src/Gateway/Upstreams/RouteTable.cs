using System.Collections.Frozen;
using System.Net;
using Gateway.Checksums;
using Gateway.Settings;
using GoModules;
using GoModules.Checksums;

namespace Gateway.Upstreams;

/// <summary>Which chain of clusters serves a request, for one snapshot of the settings.</summary>
internal sealed class RouteTable
{
    private readonly ModulePatterns _private;
    private readonly Route[] _routes;
    private readonly FrozenDictionary<string, Chain> _databases;

    public RouteTable(GatewaySettings settings, IReadOnlyDictionary<string, Upstream> upstreams)
    {
        var total = settings.Failover.TotalTimeout;
        // Whatever the port: who runs the one server of a host runs the others as well.
        var publicHosts = upstreams.Values.Where(upstream => !upstream.IsInternal).SelectMany(upstream => upstream.Hosts)
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        _private = new ModulePatterns(settings.Modules.Private);
        _databases = settings.Modules.ChecksumDatabases.ToFrozenDictionary(
            database => database.Key,
            database => new Chain(database.Key, [.. database.Value.Clusters.Select(name => upstreams[name])], Continuation.Final, Continuation.Final, false, total),
            StringComparer.Ordinal);
        var source = FindSource(settings);
        _routes = [.. settings.Modules.Routes.Select(route => new Route(route, new Chain(
            route.Name, [.. route.Clusters.Select(name => upstreams[name])], route.NotFound, route.Forbidden, route.LastIsAuthority, route.TotalTimeout ?? total) { Order = route.Order, Checksums = route.Checksums, ChecksumSource = source }, [.. route.Canary.Clusters.Select(name => upstreams[name])], publicHosts))];
    }

    /// <summary>Whether only internal clusters may hear of the module.</summary>
    public bool IsPrivate(string module) => _private.Matches(module);

    /// <summary>The route that takes a module request; null when none does.</summary>
    public Route? Find(GoRequest request, HostString host, IPAddress? client)
    {
        foreach (var route in _routes)
        {
            if (route.Takes(request, host, client))
            {
                return route;
            }
        }

        return null;
    }

    /// <summary>The database that says what public modules should be; null when none can be asked.</summary>
    private ChecksumSource? FindSource(GatewaySettings settings) =>
        ChecksumSource.FindName(settings) is { } name && NoteKey.Parse(ChecksumSource.KeyOf(name, settings.Modules.ChecksumDatabases[name])) is { } key
            ? new ChecksumSource(name, key, _databases[name])
            : null;

    /// <summary>Every route that is looked at for a request, the one that takes it last; what of the others was not met.</summary>
    public IEnumerable<(Route Route, RouteCondition? Mismatch)> Look(GoRequest request, HostString host, IPAddress? client)
    {
        foreach (var route in _routes)
        {
            var mismatch = route.FindMismatch(request, host, client);
            yield return (route, mismatch);
            if (mismatch is null)
            {
                yield break;
            }
        }
    }

    /// <summary>The chain of a checksum database; null when the settings do not name it.</summary>
    public Chain? FindDatabase(string name) => _databases.GetValueOrDefault(name);
}
