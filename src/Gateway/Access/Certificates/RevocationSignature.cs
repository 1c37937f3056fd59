using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Access.Certificates;

/// <summary>Whether a revocation list is the authority's own word.</summary>
internal static class RevocationSignature
{
    private static readonly Dictionary<string, (HashAlgorithmName Hash, bool IsElliptic)> Algorithms = new()
    {
        ["1.2.840.113549.1.1.11"] = (HashAlgorithmName.SHA256, false),
        ["1.2.840.113549.1.1.12"] = (HashAlgorithmName.SHA384, false),
        ["1.2.840.113549.1.1.13"] = (HashAlgorithmName.SHA512, false),
        ["1.2.840.10045.4.3.2"] = (HashAlgorithmName.SHA256, true),
        ["1.2.840.10045.4.3.3"] = (HashAlgorithmName.SHA384, true),
        ["1.2.840.10045.4.3.4"] = (HashAlgorithmName.SHA512, true),
    };

    /// <summary>Whether signatures of this algorithm can be checked: RSA (PKCS #1) and ECDSA with SHA-2.</summary>
    public static bool Knows(string algorithm) => Algorithms.ContainsKey(algorithm);

    /// <summary>Whether the authority has that name, may sign lists, and has signed this one.</summary>
    public static bool IsOf(RevocationList list, X509Certificate2 authority)
    {
        if (!list.Issuer.Span.SequenceEqual(authority.SubjectName.RawData)
            || !authority.Extensions.OfType<X509KeyUsageExtension>().All(usages => usages.KeyUsages.HasFlag(X509KeyUsageFlags.CrlSign)))
        {
            return false;
        }

        var (hash, isElliptic) = Algorithms[list.Algorithm];
        using var elliptic = isElliptic ? authority.GetECDsaPublicKey() : null;
        using var rsa = isElliptic ? null : authority.GetRSAPublicKey();
        return elliptic?.VerifyData(list.Signed.Span, list.Signature.Span, hash, DSASignatureFormat.Rfc3279DerSequence)
            ?? rsa?.VerifyData(list.Signed.Span, list.Signature.Span, hash, RSASignaturePadding.Pkcs1)
            ?? false;
    }
}
