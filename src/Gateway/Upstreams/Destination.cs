using GoModules;
using Yarp.ReverseProxy.Model;

namespace Gateway.Upstreams;

/// <summary>One address of a cluster, as it was when the settings were published.</summary>
/// <param name="State">YARP's live state: health and requests in flight.</param>
/// <param name="Address">The base address, with a trailing slash.</param>
internal sealed record Destination(DestinationState State, Uri Address)
{
    public static Destination Of(DestinationState state)
    {
        var address = state.Model.Config.Address;
        return new Destination(state, new Uri(address.EndsWith('/') ? address : address + "/"));
    }

    /// <summary>Where a request is found here. <paramref name="atDatabase"/>: the destination is a checksum database itself.</summary>
    public Uri UriOf(GoRequest request, bool atDatabase) => new(Address, atDatabase ? request.DatabasePath : request.Path);
}
