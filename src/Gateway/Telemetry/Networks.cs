using System.Net;

namespace Gateway.Telemetry;

/// <summary>Lists of networks in settings, such as <c>10.0.0.0/8</c>.</summary>
internal static class Networks
{
    /// <summary>This machine alone.</summary>
    public static readonly IReadOnlyList<string> Loopback = ["127.0.0.0/8", "::1/128"];

    public static bool Contain(IReadOnlyList<string> networks, IPAddress address)
    {
        // A dual-stack socket shows IPv4 clients as ::ffff:10.0.0.1.
        var unmapped = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return networks.Any(network => IPNetwork.Parse(network).Contains(unmapped));
    }

    /// <summary>Adds a fault for everything in a list that is no network.</summary>
    public static void Check(string key, IReadOnlyList<string> networks, List<string> faults) =>
        faults.AddRange(networks.Where(network => !IPNetwork.TryParse(network, out _))
            .Select(network => $"{key} has \"{network}\"; a network such as 10.0.0.0/8 or fd00::/8 is needed."));
}
