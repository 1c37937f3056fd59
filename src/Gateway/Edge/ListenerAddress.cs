using System.Net;

namespace Gateway.Edge;

/// <summary>Where a listener's URL says to listen.</summary>
internal static class ListenerAddress
{
    /// <summary>Reads <c>http://ADDRESS:PORT</c>; null when the text is anything else.</summary>
    public static IPEndPoint? Find(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp || uri.PathAndQuery != "/" || uri.UserInfo.Length > 0)
        {
            return null;
        }

        return uri.Host == "localhost" ? new IPEndPoint(IPAddress.Loopback, uri.Port)
            : IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) ? new IPEndPoint(address, uri.Port)
            : null;
    }
}
