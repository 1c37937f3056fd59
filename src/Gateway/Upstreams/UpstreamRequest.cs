using System.Net;
using System.Net.Http.Headers;

namespace Gateway.Upstreams;

/// <summary>What is asked of one destination. Nothing of it comes from the client but what was parsed.</summary>
/// <param name="Uri">The address.</param>
/// <param name="GatewayName">Our name in <c>Via</c>.</param>
/// <param name="Credentials">The cluster's credentials; null beyond its own host.</param>
/// <param name="Range">The bytes that are still missing of a body that broke; null for the whole.</param>
/// <param name="IfNoneMatch">The validator of an old answer, with quotes; null to get the answer in any case.</param>
internal sealed record UpstreamRequest(Uri Uri, string GatewayName, AuthenticationHeaderValue? Credentials, MissingRange? Range, string? IfNoneMatch)
{
    private static readonly string Product = $"Gateway/{typeof(UpstreamRequest).Assembly.GetName().Version!.ToString(3)}";

    private static readonly string Probe = $"{Product} (probe)";

    /// <summary>Whether nobody asked for it: the cluster's own logs can then leave it out.</summary>
    public bool IsProbe { get; init; }

    /// <summary>Who asks, for clusters that are told in headers; null for all others, and beyond the cluster's own host.</summary>
    public ForwardedIdentity? Identity { get; init; }

    /// <summary>Hosts that no redirect may lead to.</summary>
    public required IReadOnlySet<string> BarredHosts { get; init; }

    /// <summary>The message that asks it, in the cluster's version of HTTP.</summary>
    /// <param name="method">GET, but for copies.</param>
    /// <param name="upstream">The cluster.</param>
    /// <param name="host">What <c>Host</c> and the certificate are to say, where it is not the address's own; null where it is.</param>
    public HttpRequestMessage ToMessage(HttpMethod method, Upstream upstream, string? host)
    {
        var http = upstream.Model.Config.HttpRequest;
        var message = new HttpRequestMessage(method, Uri)
        {
            Version = http?.Version ?? HttpVersion.Version20,
            VersionPolicy = http?.VersionPolicy ?? HttpVersionPolicy.RequestVersionOrLower,
        };
        WriteHeaders(message.Headers);
        message.Headers.Host = host;
        return message;
    }

    private void WriteHeaders(HttpRequestHeaders headers)
    {
        // Not parsed, and not written anew for every request.
        headers.TryAddWithoutValidation("User-Agent", IsProbe ? Probe : Product);
        headers.TryAddWithoutValidation("Via", $"1.1 {GatewayName}");
        headers.Authorization = Credentials;
        Identity?.WriteTo(headers, isSafe: Uri.Scheme == Uri.UriSchemeHttps);
        if (IfNoneMatch is not null)
        {
            headers.TryAddWithoutValidation("If-None-Match", IfNoneMatch);
        }

        if (Range is not null)
        {
            headers.Range = new RangeHeaderValue(Range.From, null);
            headers.TryAddWithoutValidation("If-Range", Range.Validator);
        }
    }
}
