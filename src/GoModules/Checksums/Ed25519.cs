using System.Numerics;
using System.Security.Cryptography;

namespace GoModules.Checksums;

/// <summary>Verifies Ed25519 signatures (RFC 8032, 5.1.7), and takes exactly those that Go's crypto/ed25519 takes.</summary>
/// <remarks>
/// The platform has no Ed25519. Nothing here is secret, so nothing takes care how long it takes. The equation is the one without cofactor:
/// <c>R = [S]B - [k]A</c>, and R is compared as it is encoded.
/// </remarks>
public static class Ed25519
{
    /// <summary>Bytes of a public key.</summary>
    public const int KeyLength = CurvePoint.Length;

    /// <summary>Bytes of a signature.</summary>
    public const int SignatureLength = 64;

    // The order of the base point.
    private static readonly BigInteger Order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Whether the signature is the key's for the message. False for everything of another length or form.</summary>
    public static bool Verify(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (key.Length != KeyLength || signature.Length != SignatureLength || CurvePoint.Read(key) is not { } point)
        {
            return false;
        }

        var s = new BigInteger(signature[CurvePoint.Length..], isUnsigned: true);
        if (s >= Order)
        {
            // Else whoever has one signature could make others of it.
            return false;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        hash.AppendData(signature[..CurvePoint.Length]);
        hash.AppendData(key);
        hash.AppendData(message);
        var k = new BigInteger(hash.GetHashAndReset(), isUnsigned: true) % Order;
        return CurvePoint.Combine(s, CurvePoint.Base, k, -point).ToBytes().AsSpan().SequenceEqual(signature[..CurvePoint.Length]);
    }
}
