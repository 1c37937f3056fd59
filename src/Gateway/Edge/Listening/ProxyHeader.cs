using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;

namespace Gateway.Edge.Listening;

/// <summary>The header of the PROXY protocol, versions 1 (text) and 2 (binary), as HAProxy's specification has it.</summary>
/// <param name="State">How far it is there.</param>
/// <param name="Client">Who is behind the proxy; null when the proxy speaks for itself, as in health checks.</param>
/// <param name="Length">Its bytes.</param>
internal readonly record struct ProxyHeader(ProxyHeaderState State, IPEndPoint? Client, long Length)
{
    /// <summary>The longest that is read; extensions (TLVs) of real balancers are below 1 KB.</summary>
    public const int Longest = 4096;

    private const int LongestText = 107;
    private const int BinaryBeginning = 16;
    private const byte Local = 0x20;
    private const byte Proxied = 0x21;
    private const byte Tcp4 = 0x11;
    private const byte Tcp6 = 0x21;

    private static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    private static ReadOnlySpan<byte> TextBeginning => "PROXY "u8;

    /// <summary>Reads the header that a connection begins with.</summary>
    public static ProxyHeader Read(ReadOnlySequence<byte> bytes)
    {
        Span<byte> copy = stackalloc byte[(int)Math.Min(bytes.Length, Longest)];
        bytes.Slice(0, copy.Length).CopyTo(copy);
        ReadOnlySpan<byte> beginning = copy;
        return StartsAs(beginning, Signature) ? ReadBinary(beginning)
            : StartsAs(beginning, TextBeginning) ? ReadText(beginning)
            : new ProxyHeader(ProxyHeaderState.Malformed, null, 0);
    }

    private static bool StartsAs(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> beginning) =>
        bytes.Length < beginning.Length ? beginning.StartsWith(bytes) : bytes.StartsWith(beginning);

    private static ProxyHeader ReadText(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        if (end < 0)
        {
            return new ProxyHeader(bytes.Length < LongestText ? ProxyHeaderState.Incomplete : ProxyHeaderState.TooLong, null, 0);
        }

        if (end >= LongestText || bytes[end - 1] != '\r')
        {
            return new ProxyHeader(end >= LongestText ? ProxyHeaderState.TooLong : ProxyHeaderState.Malformed, null, 0);
        }

        var words = Encoding.Latin1.GetString(bytes[TextBeginning.Length..(end - 1)]).Split(' ');
        if (words[0] == "UNKNOWN")
        {
            return new ProxyHeader(ProxyHeaderState.Whole, null, end + 1);
        }

        var family = words[0] switch { "TCP4" => '.', "TCP6" => ':', _ => '\0' };
        return words.Length == 5 && words[1].Contains(family) && words[2].Contains(family)
            && StrictAddress.Find(words[1]) is { } client && StrictAddress.Find(words[2]) is not null && FindPort(words[3]) is { } port && FindPort(words[4]) is not null
            ? new ProxyHeader(ProxyHeaderState.Whole, new IPEndPoint(client, port), end + 1)
            : new ProxyHeader(ProxyHeaderState.Malformed, null, 0);
    }

    private static int? FindPort(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && (text[0] != '0' || text.Length == 1) ? port : null;

    private static ProxyHeader ReadBinary(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < BinaryBeginning)
        {
            return new ProxyHeader(ProxyHeaderState.Incomplete, null, 0);
        }

        var (command, family) = (bytes[12], bytes[13]);
        var length = BinaryBeginning + BinaryPrimitives.ReadUInt16BigEndian(bytes[14..]);
        if (length > Longest)
        {
            return new ProxyHeader(ProxyHeaderState.TooLong, null, 0);
        }

        if (bytes.Length < length)
        {
            return new ProxyHeader(ProxyHeaderState.Incomplete, null, 0);
        }

        var addresses = bytes[BinaryBeginning..length];
        return (command, family) switch
        {
            (Local, _) or (Proxied, 0x00 or 0x31) => new ProxyHeader(ProxyHeaderState.Whole, null, length),
            (Proxied, Tcp4) when addresses.Length >= 12 => Of(addresses[..4], addresses[8..10], length),
            (Proxied, Tcp6) when addresses.Length >= 36 => Of(addresses[..16], addresses[32..34], length),
            _ => new ProxyHeader(ProxyHeaderState.Malformed, null, 0),
        };
    }

    private static ProxyHeader Of(ReadOnlySpan<byte> address, ReadOnlySpan<byte> port, long length) => new(
        ProxyHeaderState.Whole, new IPEndPoint(StrictAddress.Unmapped(new IPAddress(address)), BinaryPrimitives.ReadUInt16BigEndian(port)), length);
}
