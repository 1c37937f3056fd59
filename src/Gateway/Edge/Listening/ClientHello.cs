using System.Buffers;
using System.Buffers.Binary;

namespace Gateway.Edge.Listening;

/// <summary>The first message of a TLS client (RFC 8446, 4.1.2), of which one thing is asked: does it speak TLS 1.3?</summary>
internal static class ClientHello
{
    private const int RecordHeader = 5;
    private const byte HandshakeRecord = 22;
    private const byte Hello = 1;
    private const ushort SupportedVersions = 43;
    private const ushort Tls13 = 0x0304;

    /// <summary>Whether more bytes are needed to tell; what is no TLS never needs more.</summary>
    public static bool IsIncomplete(ReadOnlySequence<byte> bytes)
    {
        Span<byte> header = stackalloc byte[(int)Math.Min(bytes.Length, RecordHeader)];
        bytes.Slice(0, header.Length).CopyTo(header);
        return header.IsEmpty
            || (header[0] == HandshakeRecord && (header.Length < RecordHeader || bytes.Length < RecordHeader + BinaryPrimitives.ReadUInt16BigEndian(header[3..])));
    }

    /// <summary>Whether the client offers TLS 1.3. False also where it cannot be told, such as for a hello of several records.</summary>
    public static bool OffersTls13(ReadOnlySequence<byte> bytes)
    {
        var reader = new SequenceReader<byte>(bytes);
        // Record header; message type and length; version and random.
        if (!reader.TryRead(out var record) || record != HandshakeRecord || !Skip(ref reader, RecordHeader - 1)
            || !reader.TryRead(out var type) || type != Hello || !Skip(ref reader, 3 + 2 + 32)
            || !SkipVector(ref reader, 1) || !SkipVector(ref reader, 2) || !SkipVector(ref reader, 1) || !Skip(ref reader, 2))
        {
            return false;
        }

        while (TryRead(ref reader, out var extension) && TryRead(ref reader, out var length))
        {
            if (extension == SupportedVersions)
            {
                return Lists13(ref reader);
            }

            if (!Skip(ref reader, length))
            {
                return false;
            }
        }

        return false;
    }

    private static bool Lists13(ref SequenceReader<byte> reader)
    {
        if (!reader.TryRead(out var length))
        {
            return false;
        }

        for (var read = 0; read + 1 < length && TryRead(ref reader, out var version); read += 2)
        {
            if (version == Tls13)
            {
                return true;
            }
        }

        return false;
    }

    private static bool SkipVector(ref SequenceReader<byte> reader, int lengthBytes)
    {
        if (lengthBytes == 1)
        {
            return reader.TryRead(out var length) && Skip(ref reader, length);
        }

        return TryRead(ref reader, out var size) && Skip(ref reader, size);
    }

    private static bool TryRead(ref SequenceReader<byte> reader, out ushort value)
    {
        var isThere = reader.TryReadBigEndian(out short read);
        value = (ushort)read;
        return isThere;
    }

    private static bool Skip(ref SequenceReader<byte> reader, int count)
    {
        if (reader.Remaining < count)
        {
            return false;
        }

        reader.Advance(count);
        return true;
    }
}
