using System.Net;

namespace Gateway.Edge;

/// <summary>Where a listener's URL says to listen, and in which protocol.</summary>
/// <param name="EndPoint">Address and port; port 0 for a free one.</param>
/// <param name="IsHttps">Whether TLS is spoken there.</param>
internal sealed record ListenerAddress(IPEndPoint EndPoint, bool IsHttps)
{
    /// <summary>Whether only this machine can reach it.</summary>
    public bool IsLoopback => IPAddress.IsLoopback(EndPoint.Address);

    /// <summary>Whether it is all addresses of this machine.</summary>
    public bool IsAny => EndPoint.Address.Equals(IPAddress.Any) || EndPoint.Address.Equals(IPAddress.IPv6Any);

    /// <summary>Reads <c>http://ADDRESS:PORT</c> or <c>https://ADDRESS:PORT</c>; null when the text is anything else.</summary>
    public static ListenerAddress? Find(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.PathAndQuery != "/" || uri.UserInfo.Length > 0
            || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
        {
            return null;
        }

        var address = uri.Host == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(uri.Host.Trim('[', ']'), out var literal) ? literal : null;
        return address is null ? null : new ListenerAddress(new IPEndPoint(address, uri.Port), uri.Scheme == Uri.UriSchemeHttps);
    }

    /// <summary>As a URL, with the port that was taken.</summary>
    public Uri With(int? port) => new($"{(IsHttps ? Uri.UriSchemeHttps : Uri.UriSchemeHttp)}://{new IPEndPoint(EndPoint.Address, port ?? EndPoint.Port)}/");
}
