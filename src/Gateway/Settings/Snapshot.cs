using Gateway.Access.Rules;
using Gateway.Access.Certificates;
using Gateway.Access.Tokens;
using Gateway.Edge.Listening;
using Gateway.Upstreams;

namespace Gateway.Settings;

/// <summary>One state of the whole configuration. A request takes it once and sees nothing of a later one.</summary>
internal sealed record Snapshot(GatewaySettings Settings, IReadOnlyDictionary<string, Upstream> Upstreams, RouteTable Routes)
{
    /// <summary>Who may fetch what.</summary>
    public required AccessRules Rules { get; init; }

    /// <summary>Whose word about a client's address is believed.</summary>
    public required TrustedProxies TrustedProxies { get; init; }

    /// <summary>The certificates of the https listeners.</summary>
    public required ServerCertificates ServerCertificates { get; init; }

    /// <summary>Who vouches for clients. The same object as long as the same reading is in force.</summary>
    public required ClientAuthorities ClientAuthorities { get; init; }

    /// <summary>When the certificates and authorities of clusters end.</summary>
    public required IReadOnlyList<Expiry> ClusterExpiries { get; init; }

    /// <summary>Everything that ends on a day known before.</summary>
    public IEnumerable<Expiry> Expiries => ServerCertificates.Expiries.Concat(ClientAuthorities.Expiries).Concat(ClusterExpiries);

    /// <summary>Which tokens are good.</summary>
    public required TokenPlan Tokens { get; init; }
}
