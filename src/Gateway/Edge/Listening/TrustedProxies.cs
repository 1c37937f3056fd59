using System.Net;

namespace Gateway.Edge.Listening;

/// <summary>The networks whose word about a client's address is believed.</summary>
internal sealed class TrustedProxies(IReadOnlyList<string> networks)
{
    private readonly IPNetwork[] _networks = [.. networks.Select(network => IPNetwork.Parse(network))];

    public bool Any => _networks.Length > 0;

    public bool Contains(IPAddress address)
    {
        var client = StrictAddress.Unmapped(address);
        return Array.Exists(_networks, network => network.Contains(client));
    }
}
