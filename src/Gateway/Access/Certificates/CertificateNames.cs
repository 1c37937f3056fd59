using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Access.Certificates;

/// <summary>The names that a certificate gives its holder.</summary>
internal static class CertificateNames
{
    private const string AlternativeNames = "2.5.29.17";
    private const string CommonName = "2.5.4.3";
    private const string Spiffe = "spiffe://";
    private const int MostNames = 100;

    /// <summary>Every name, the one to be called by first: SPIFFE id, DNS name, URI, e-mail address, common name. Null when it cannot be told.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="fault">Why it names nobody, to follow "the client certificate".</param>
    /// <remarks>
    /// The common name counts only where there is no alternative name, and never as a URI: authorities let people choose it more freely.
    /// </remarks>
    public static IReadOnlyList<string>? Read(X509Certificate2 certificate, out string fault)
    {
        fault = "has names that are not well formed";
        List<(int Rank, string Name)> found;
        try
        {
            found = ReadAlternatives(certificate);
            if (found.Count == 0 && ReadCommonName(certificate) is { Length: > 0 } common && !common.Contains("://", StringComparison.Ordinal))
            {
                found.Add((4, common));
            }
        }
        catch (Exception broken) when (broken is AsnContentException or CryptographicException or InvalidOperationException or ArgumentException)
        {
            return null;
        }

        if (found.Count > MostNames || found.Exists(entry => entry.Name.Length == 0 || entry.Name.Any(char.IsControl)))
        {
            return null;
        }

        fault = found.Count == 0 ? "names nobody; one with a subject alternative name is needed" : "has two SPIFFE ids; one is allowed";
        return found.Count == 0 || found.Count(entry => entry.Rank == 0) > 1 ? null : [.. found.OrderBy(entry => entry.Rank).Select(entry => entry.Name)];
    }

    private static List<(int Rank, string Name)> ReadAlternatives(X509Certificate2 certificate)
    {
        var found = new List<(int, string)>();
        if (certificate.Extensions[AlternativeNames] is not { } extension)
        {
            return found;
        }

        var names = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
        while (names.HasData)
        {
            var tag = names.PeekTag();
            switch (tag.TagValue)
            {
                case 1:
                    found.Add((3, Text(names, tag)));
                    break;
                case 2:
                    found.Add((1, Text(names, tag).ToLowerInvariant()));
                    break;
                case 6:
                    var uri = Text(names, tag);
                    found.Add((uri.StartsWith(Spiffe, StringComparison.OrdinalIgnoreCase) ? 0 : 2, uri));
                    break;
                case 7:
                    found.Add((5, new IPAddress(names.ReadOctetString(tag)).ToString()));
                    break;
                default:
                    names.ReadEncodedValue();
                    break;
            }
        }

        return found;
    }

    private static string Text(AsnReader names, Asn1Tag tag) => names.ReadCharacterString(UniversalTagNumber.IA5String, tag);

    /// <summary>The most specific one, which comes last.</summary>
    private static string? ReadCommonName(X509Certificate2 certificate) =>
        certificate.SubjectName.EnumerateRelativeDistinguishedNames(reversed: false)
            .Where(part => !part.HasMultipleElements && part.GetSingleElementType().Value == CommonName)
            .Select(part => part.GetSingleElementValue()).LastOrDefault();
}
