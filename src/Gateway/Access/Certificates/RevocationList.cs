using System.Collections.Frozen;

namespace Gateway.Access.Certificates;

/// <summary>A certificate revocation list (RFC 5280, 5) that was read and not yet believed.</summary>
/// <param name="Issuer">The name of the authority it is of, in DER.</param>
/// <param name="ThisUpdate">When it was made.</param>
/// <param name="NextUpdate">Until when it holds.</param>
/// <param name="Serials">The serial numbers that are revoked, as <see cref="SerialOf"/> writes them.</param>
/// <param name="Signed">What is signed.</param>
/// <param name="Algorithm">With which algorithm: its object identifier.</param>
/// <param name="Signature">The signature.</param>
internal sealed record RevocationList(
    ReadOnlyMemory<byte> Issuer,
    DateTimeOffset ThisUpdate,
    DateTimeOffset NextUpdate,
    FrozenSet<string> Serials,
    ReadOnlyMemory<byte> Signed,
    string Algorithm,
    ReadOnlyMemory<byte> Signature)
{
    /// <summary>A serial number as text that two encodings of one number share.</summary>
    public static string SerialOf(ReadOnlySpan<byte> serial) => Convert.ToHexString(serial.TrimStart((byte)0));
}
