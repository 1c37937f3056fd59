using System.Net;
using GoModules;

namespace Gateway.Upstreams;

/// <summary>One route of the settings, ready to be matched.</summary>
internal sealed class Route(RouteOptions options, Chain chain, IReadOnlySet<string> publicHosts)
{
    private readonly ModulePatterns _modules = new(options.Modules);
    private readonly VersionRange? _versions = options.Versions.Length > 0 && VersionRange.TryParse(options.Versions, out var range, out _) ? range : null;
    private readonly IPNetwork[] _networks = [.. options.Networks.Select(network => IPNetwork.Parse(network))];

    /// <summary>The chain for public modules.</summary>
    public Chain Public { get; } = chain;

    /// <summary>The chain for private modules; null when the route has no internal cluster.</summary>
    public Chain? Private { get; } = chain.ForPrivateModules(publicHosts);

    /// <summary>Whether the route takes the request.</summary>
    public bool Takes(GoRequest request, HostString host, IPAddress? client) =>
        _modules.Matches(request.Module)
        && (options.Kinds.Count == 0 || options.Kinds.Contains(request.Kind))
        && (_versions is null || (request.HasCanonicalVersion && _versions.Contains(request.Version)))
        && (options.Hosts.Count == 0 || options.Hosts.Contains(host.Host, StringComparer.OrdinalIgnoreCase))
        && (_networks.Length == 0 || (client is not null && IsInNetworks(Unmapped(client))));

    private bool IsInNetworks(IPAddress client) => Array.Exists(_networks, network => network.Contains(client));

    // A dual-stack socket shows IPv4 clients as ::ffff:10.0.0.1.
    private static IPAddress Unmapped(IPAddress client) => client.IsIPv4MappedToIPv6 ? client.MapToIPv4() : client;
}
