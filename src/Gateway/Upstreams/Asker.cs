using System.Net;

namespace Gateway.Upstreams;

/// <summary>The two ends of the connection a request came in on; null where it is not known.</summary>
/// <param name="Remote">The client's address.</param>
/// <param name="Local">Our own address, as the client sees it.</param>
/// <param name="Trace">The trace that the client says it belongs to (<c>traceparent</c>).</param>
internal readonly record struct Asker(IPAddress? Remote, IPAddress? Local, string? Trace = null)
{
    /// <summary>Whether the client is on another machine: only then its address says who it is.</summary>
    public bool IsElsewhere => Remote is not null && Local is not null && !Unmapped(Remote).Equals(Unmapped(Local));

    /// <summary>Whether the client's address is one of these.</summary>
    public bool IsOneOf(IEnumerable<IPAddress> addresses)
    {
        var remote = Unmapped(Remote!);
        return addresses.Any(address => Unmapped(address).Equals(remote));
    }

    // A dual-stack socket shows IPv4 clients as ::ffff:10.0.0.1.
    private static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
