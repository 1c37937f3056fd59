using System.Net;
using GoModules;

namespace Gateway.Upstreams;

/// <summary>One route of the settings, ready to be matched.</summary>
internal sealed class Route(RouteOptions options, Chain chain, IReadOnlyList<Upstream> canaries, IReadOnlySet<string> publicHosts)
{
    private readonly ModulePatterns _modules = new(options.Modules);
    private readonly VersionRange? _versions = options.Versions.Length > 0 && VersionRange.TryParse(options.Versions, out var range, out _) ? range : null;
    private readonly IPNetwork[] _networks = [.. options.Networks.Select(network => IPNetwork.Parse(network))];
    private readonly Chain? _canary = chain.Behind(canaries);
    private readonly Chain? _privateCanary = chain.ForPrivateModules(publicHosts)?.Behind([.. canaries.Where(canary => canary.IsInternal)]);
    private readonly Chain? _private = chain.ForPrivateModules(publicHosts);

    /// <summary>What the settings say of it.</summary>
    public RouteOptions Options => options;

    /// <summary>The route's own chain, for public modules.</summary>
    public Chain Public => chain;

    /// <summary>The chain for a public module.</summary>
    public Chain PublicFor(string module) => IsOnTrial(module) && _canary is { } canary ? canary : chain;

    /// <summary>The chain for a private module; null when the route has no internal cluster.</summary>
    public Chain? PrivateFor(string module) => IsOnTrial(module) && _privateCanary is { } canary ? canary : _private;

    /// <summary>Whether the route takes the request.</summary>
    public bool Takes(GoRequest request, HostString host, IPAddress? client) => FindMismatch(request, host, client) is null;

    /// <summary>What of the route the request does not meet, the first there is; null when the route takes it.</summary>
    public RouteCondition? FindMismatch(GoRequest request, HostString host, IPAddress? client) =>
        !_modules.Matches(request.Module) ? RouteCondition.Modules
        : options.Kinds.Count > 0 && !options.Kinds.Contains(request.Kind) ? RouteCondition.Kinds
        : _versions is not null && !(request.HasCanonicalVersion && _versions.Contains(request.Version)) ? RouteCondition.Versions
        : options.Hosts.Count > 0 && !options.Hosts.Contains(host.Host, StringComparer.OrdinalIgnoreCase) ? RouteCondition.Hosts
        : _networks.Length > 0 && !(client is not null && IsInNetworks(Unmapped(client))) ? RouteCondition.Networks
        : null;

    private bool IsOnTrial(string module) => options.Canary.IsOn && StableShare.Has(module, options.Canary.Share);

    private bool IsInNetworks(IPAddress client) => Array.Exists(_networks, network => network.Contains(client));

    // A dual-stack socket shows IPv4 clients as ::ffff:10.0.0.1.
    private static IPAddress Unmapped(IPAddress client) => client.IsIPv4MappedToIPv6 ? client.MapToIPv4() : client;
}
