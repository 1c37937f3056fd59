using System.Net;
using System.Net.Sockets;

namespace Gateway.Edge.Listening;

/// <summary>Reads addresses as proxies write them. The platform's parser takes <c>1</c>, <c>0x7f.1</c> and <c>fe80::1%eth0</c> too.</summary>
internal static class StrictAddress
{
    /// <summary>The address; null when the text is anything else. An IPv4 address in IPv6 clothes is given as the former.</summary>
    public static IPAddress? Find(string text)
    {
        if (text.Length > 45 || !text.All(letter => char.IsAsciiHexDigit(letter) || letter is '.' or ':') || !IPAddress.TryParse(text, out var address))
        {
            return null;
        }

        return address.AddressFamily == AddressFamily.InterNetwork ? address.ToString() == text ? address : null : Unmapped(address);
    }

    /// <summary>A dual-stack socket shows IPv4 clients as <c>::ffff:10.0.0.1</c>.</summary>
    public static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
