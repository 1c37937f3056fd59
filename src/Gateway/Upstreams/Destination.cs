using Gateway.Health;
using GoModules;
using Yarp.ReverseProxy.Model;

namespace Gateway.Upstreams;

/// <summary>One address of a cluster, as it was when the settings were published.</summary>
/// <param name="State">YARP's live state: health and requests in flight.</param>
/// <param name="Address">The base address, with a trailing slash.</param>
/// <param name="Standing">What is known of it.</param>
internal sealed record Destination(DestinationState State, Uri Address, Standing Standing)
{
    public static Destination Of(string cluster, DestinationState state, Standings standings, HealthOptions health)
    {
        var written = state.Model.Config.Address;
        var address = new Uri(written.EndsWith('/') ? written : written + "/");
        return new Destination(state, address, standings.Of(cluster, state.DestinationId, address, health));
    }

    /// <summary>The host of the address, and the one that YARP was told to name when it resolved the address.</summary>
    public IEnumerable<string> Hosts => State.Model.Config.Host is { Length: > 0 } host ? [Address.Host, host.Split(':')[0]] : [Address.Host];

    /// <summary>Where a request is found here. <paramref name="atDatabase"/>: the destination is a checksum database itself.</summary>
    public Uri UriOf(GoRequest request, bool atDatabase) => new(Address, atDatabase ? request.DatabasePath : request.Path);
}
