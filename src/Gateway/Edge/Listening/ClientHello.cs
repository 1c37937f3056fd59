using System.Buffers;
using System.Buffers.Binary;
using System.Net.Security;

namespace Gateway.Edge.Listening;

/// <summary>The first message of a TLS client (RFC 8446, 4.1.2), of which two things are asked: does it speak TLS 1.3, and which suites of TLS 1.2?</summary>
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

    /// <summary>What the client offers; nothing also where it cannot be told, such as for a hello of several records.</summary>
    public static ClientOffer Read(ReadOnlySequence<byte> bytes)
    {
        var reader = new SequenceReader<byte>(bytes);
        // Record header; message type and length; version and random.
        if (!reader.TryRead(out var record) || record != HandshakeRecord || !Skip(ref reader, RecordHeader - 1)
            || !reader.TryRead(out var type) || type != Hello || !Skip(ref reader, 3 + 2 + 32)
            || !SkipVector(ref reader) || !TryRead(ref reader, out var suites) || reader.Remaining < suites)
        {
            return ClientOffer.Unknown;
        }

        var (ecdsa, rsa) = FindGcm(reader.UnreadSequence.Slice(0, suites));
        return Skip(ref reader, suites) && SkipVector(ref reader) && Skip(ref reader, 2)
            ? new ClientOffer(OffersTls13(ref reader), ecdsa, rsa)
            : ClientOffer.Unknown;
    }

    private static bool OffersTls13(ref SequenceReader<byte> reader)
    {
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

    private static (bool Ecdsa, bool Rsa) FindGcm(ReadOnlySequence<byte> suites)
    {
        var reader = new SequenceReader<byte>(suites);
        var (ecdsa, rsa) = (false, false);
        while (TryRead(ref reader, out var suite))
        {
            ecdsa |= (TlsCipherSuite)suite is TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 or TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384;
            rsa |= (TlsCipherSuite)suite is TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 or TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384;
        }

        return (ecdsa, rsa);
    }

    private static bool SkipVector(ref SequenceReader<byte> reader) => reader.TryRead(out var length) && Skip(ref reader, length);

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
