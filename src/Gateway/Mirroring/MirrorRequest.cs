using System.Collections.Frozen;
using System.Globalization;
using Gateway.Edge;
using Gateway.Upstreams;

namespace Gateway.Mirroring;

/// <summary>Writes the request that a mirror gets. Nothing of it comes from the client but what was parsed.</summary>
internal static class MirrorRequest
{
    /// <summary>The mark that tells a copy from a request; its value is the mirror's name.</summary>
    public const string Mark = "X-Edge-Mirror";

    public static HttpRequestMessage Of(MirrorCopy copy, string mirror, Upstream upstream, Destination destination, string gatewayName)
    {
        var asked = new UpstreamRequest(destination.UriOf(copy.Request, upstream.Preset.IsChecksumDatabase), gatewayName, upstream.Credentials, null, null)
        {
            BarredHosts = FrozenSet<string>.Empty,
        };
        var message = asked.ToMessage(new HttpMethod(copy.Method), upstream, destination.Host);
        Add(message, Mark, mirror);
        Add(message, RequestId.Header, copy.RequestId);
        if (copy.Served is { } served)
        {
            Add(message, "X-Mirror-Decision", served.Decision);
            Add(message, "X-Mirror-Rule", served.Rule);
            Add(message, "X-Mirror-Cluster", served.Cluster);
            Add(message, "X-Mirror-Status", served.Status.ToString(CultureInfo.InvariantCulture));
            Add(message, "X-Mirror-Bytes", served.Bytes.ToString(CultureInfo.InvariantCulture));
            Add(message, "X-Mirror-Sha256", served.FindSha256());
            Add(message, "X-Mirror-Cache", served.Cache);
            Add(message, "X-Mirror-Caller", served.Caller);
        }

        return message;
    }

    private static void Add(HttpRequestMessage message, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            // Names of rules and clusters are the operator's and may be in any letters.
            message.Headers.TryAddWithoutValidation(name, value.All(static letter => letter is > ' ' and <= '~') ? value : Uri.EscapeDataString(value));
        }
    }
}
