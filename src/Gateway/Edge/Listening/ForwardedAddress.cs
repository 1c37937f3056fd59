using System.Net;
using Gateway.Settings;

namespace Gateway.Edge.Listening;

/// <summary>Takes the client's address from <c>X-Forwarded-For</c> where a trusted proxy has written it.</summary>
/// <remarks>
/// The last entry is what the proxy next to us saw; everything left of the first one that is no trusted proxy may be the client's own
/// invention. From here on the address found is the connection's.
/// </remarks>
internal sealed class ForwardedAddress(CurrentSnapshot current)
{
    private const string For = "X-Forwarded-For";
    private const string Proto = "X-Forwarded-Proto";

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var proxies = current.Value.TrustedProxies;
        if (!proxies.Any || context.Connection.RemoteIpAddress is not { } peer || !proxies.Contains(peer) || context.Features.Get<ProxysOwn>() is not null)
        {
            return next(context);
        }

        foreach (var hop in string.Join(',', context.Request.Headers[For].ToArray()).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Reverse())
        {
            if (FindAddress(hop) is not { } address)
            {
                RequestId.Give(context);
                return GoAnswers.RefuseAsync(
                    context, StatusCodes.Status400BadRequest, $"bad request: a proxy on the way has written no address into {For}", "tell who runs the proxy in front of this gateway");
            }

            context.Connection.RemoteIpAddress = address;
            if (!proxies.Contains(address))
            {
                break;
            }
        }

        if (context.Request.Headers[Proto] is [.., "http" or "https"] scheme)
        {
            // For the addresses on the welcome page alone.
            context.Request.Scheme = scheme[^1]!;
        }

        return next(context);
    }

    /// <summary>Some proxies write the port too: <c>10.0.0.1:443</c>, <c>[2001:db8::1]:443</c>.</summary>
    private static IPAddress? FindAddress(string hop)
    {
        var address = hop.StartsWith('[') && hop.IndexOf(']') is > 0 and var end ? hop[1..end]
            : hop.IndexOf(':') is > 0 and var colon && hop.LastIndexOf(':') == colon ? hop[..colon]
            : hop;
        return StrictAddress.Find(address);
    }
}
