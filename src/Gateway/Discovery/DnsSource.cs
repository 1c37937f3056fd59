using System.Net;
using System.Net.Sockets;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Discovery;

/// <summary>A destination for every address that the host names of the configured ones lead to.</summary>
internal sealed class DnsSource(DiscoveryPlan plan, TimeProvider time) : IDestinationSource
{
    private bool _hasLooked;

    public async Task<IReadOnlyList<Named>> NextAsync(CancellationToken cancellation)
    {
        if (_hasLooked)
        {
            await Task.Delay(plan.Options.Interval, time, cancellation);
        }

        _hasLooked = true;
        try
        {
            return [.. (await Task.WhenAll(plan.Configured.Select(configured => ResolveAsync(configured.Key, configured.Value, cancellation)))).SelectMany(found => found)];
        }
        catch (SocketException unknown)
        {
            throw new IOException(unknown.Message, unknown);
        }
    }

    public void Dispose()
    {
    }

    private static async Task<IEnumerable<Named>> ResolveAsync(string name, DestinationConfig configured, CancellationToken cancellation)
    {
        var address = new Uri(configured.Address);
        var found = await Dns.GetHostAddressesAsync(address.DnsSafeHost, cancellation);
        // Servers shuffle their answers; the same addresses are the same destinations.
        return found.Distinct().Select(ip => new Named(address.Host, $"{name}[{ip}]", configured with
        {
            Address = new UriBuilder(address) { Host = ip.ToString() }.Uri.AbsoluteUri,
            // What the certificate and the virtual host are asked by.
            Host = configured.Host ?? address.Authority,
        }, null));
    }
}
