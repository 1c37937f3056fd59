using System.Collections.Frozen;
using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Gateway.Access.Certificates;

/// <summary>Reads revocation lists (RFC 5280, 5) in DER, and refuses those that mean something else than "these serial numbers of mine".</summary>
internal static class RevocationListParser
{
    private const int UtcTime = 23;
    private const int GeneralizedTime = 24;
    private const string DeltaIndicator = "2.5.29.27";

    /// <summary>Reads a list; null with what is wrong, to follow its file's name.</summary>
    public static RevocationList? Read(ReadOnlyMemory<byte> der, out string fault)
    {
        try
        {
            fault = "";
            return Parse(der);
        }
        catch (Exception broken) when (broken is AsnContentException or CryptographicException or InvalidOperationException)
        {
            fault = "is no revocation list in DER or PEM";
        }
        catch (NotSupportedException unsupported)
        {
            fault = unsupported.Message;
        }

        return null;
    }

    private static RevocationList Parse(ReadOnlyMemory<byte> der)
    {
        var whole = new AsnReader(der, AsnEncodingRules.DER);
        var parts = whole.ReadSequence();
        whole.ThrowIfNotEmpty();
        var signed = parts.PeekEncodedValue();
        var list = parts.ReadSequence();
        var outer = parts.PeekEncodedValue();
        var algorithm = parts.ReadSequence().ReadObjectIdentifier();
        var signature = parts.ReadBitString(out var unused);
        parts.ThrowIfNotEmpty();
        if (unused != 0 || list.ReadInteger() != 1 || !list.ReadEncodedValue().Span.SequenceEqual(outer.Span))
        {
            throw new AsnContentException();
        }

        var issuer = list.ReadEncodedValue();
        var made = ReadTime(list);
        var holds = list.HasData && list.PeekTag() is { TagClass: TagClass.Universal, TagValue: UtcTime or GeneralizedTime }
            ? ReadTime(list)
            : throw new NotSupportedException("does not say until when it holds (nextUpdate)");
        var serials = list.HasData && list.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence) ? ReadSerials(list.ReadSequence()) : [];
        if (list.HasData)
        {
            var tagged = list.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0));
            RefuseUnknown(tagged.ReadSequence());
        }

        list.ThrowIfNotEmpty();
        return new RevocationList(issuer, made, holds, serials.ToFrozenSet(StringComparer.Ordinal), signed, algorithm, signature);
    }

    private static HashSet<string> ReadSerials(AsnReader entries)
    {
        var serials = new HashSet<string>(StringComparer.Ordinal);
        while (entries.HasData)
        {
            var entry = entries.ReadSequence();
            serials.Add(RevocationList.SerialOf(entry.ReadIntegerBytes().Span));
            ReadTime(entry);
            if (entry.HasData)
            {
                RefuseUnknown(entry.ReadSequence());
            }
        }

        return serials;
    }

    /// <summary>What is critical changes what the list means: whose certificates it speaks of, and of which of them.</summary>
    private static void RefuseUnknown(AsnReader extensions)
    {
        while (extensions.HasData)
        {
            var extension = extensions.ReadSequence();
            var id = extension.ReadObjectIdentifier();
            if (id == DeltaIndicator)
            {
                throw new NotSupportedException("is a delta list; whole ones are needed");
            }

            if (extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && extension.ReadBoolean())
            {
                throw new NotSupportedException($"has the critical extension {id}; lists of one authority about all its certificates are needed");
            }
        }
    }

    private static DateTimeOffset ReadTime(AsnReader reader) => reader.PeekTag().TagValue == UtcTime ? reader.ReadUtcTime() : reader.ReadGeneralizedTime();
}
