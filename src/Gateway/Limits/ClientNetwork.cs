using System.Buffers.Binary;
using System.Net;

namespace Gateway.Limits;

/// <summary>What counts as one address: an IPv4 address, or an IPv6 /64, which is what one customer gets of his provider.</summary>
internal static class ClientNetwork
{
    private const int HostBits = 64;

    /// <summary>The network as a number; 0 when the address is not known.</summary>
    public static UInt128 Of(IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (address is null || !address.MapToIPv6().TryWriteBytes(bytes, out _))
        {
            return UInt128.Zero;
        }

        var number = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return address.IsIPv4MappedToIPv6 || address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? number : number >> HostBits << HostBits;
    }

    /// <summary>The same for people.</summary>
    public static string Words(IPAddress? address)
    {
        if (address is null)
        {
            return "an unknown address";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return $"{address.MapToIPv4()}";
        }

        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Of(address));
        return address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? $"{address}" : $"{new IPAddress(bytes)}/64";
    }
}
