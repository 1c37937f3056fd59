using System.Security.Cryptography;
using System.Text;

namespace Gateway.Auditing;

/// <summary>Signs checkpoints with ECDSA over P-256 and SHA-256, and checks such signatures.</summary>
internal sealed class AuditSigner(ECDsa key)
{
    private static readonly byte[] Tail = Encoding.ASCII.GetBytes("\"}");
    private static readonly byte[] Head = Encoding.ASCII.GetBytes($",\"{AuditLine.Signature}\":\"");

    /// <summary>What tells keys apart: the first 16 hexadecimal digits of the SHA-256 of the public key (SubjectPublicKeyInfo).</summary>
    public string KeyId { get; } = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..16];

    /// <summary>Reads a key, private or public, from PEM.</summary>
    /// <exception cref="CryptographicException">It is no key, or of another curve.</exception>
    public static AuditSigner Read(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
        }
        catch (ArgumentException none)
        {
            throw new CryptographicException("it holds no PEM key", none);
        }

        return key.ExportParameters(false).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value
            ? new AuditSigner(key)
            : throw new CryptographicException("its curve is not P-256");
    }

    /// <summary>The signature over the beginning of a checkpoint, in lower-case hexadecimal.</summary>
    public string Sign(ReadOnlySpan<byte> beginning) => Convert.ToHexStringLower(key.SignData(beginning, HashAlgorithmName.SHA256));

    /// <summary>Whether a whole checkpoint line was signed with this key. It has one spelling: any other byte makes it wrong.</summary>
    public bool IsRight(ReadOnlySpan<byte> line)
    {
        var at = line.LastIndexOf(Head);
        if (at < 0 || !line.EndsWith(Tail))
        {
            return false;
        }

        var text = Encoding.ASCII.GetString(line[(at + Head.Length)..^Tail.Length]);
        try
        {
            var signature = Convert.FromHexString(text);
            return Convert.ToHexStringLower(signature) == text && key.VerifyData(line[..at], signature, HashAlgorithmName.SHA256);
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
