using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Gateway.Auditing;

/// <summary>
/// Encrypts lines with AES-256-GCM, each for itself, so that a crash costs one: base64 of a random salt (16 bytes), ciphertext and tag
/// (16 bytes). Every line has a key of its own, made from the file's key and the salt (HKDF-SHA-256), and the nonce is zero: so
/// there is no bound on how many lines one key file may serve, as there would be with random nonces (NIST SP 800-38D, 8.3).
/// </summary>
internal sealed class AuditCipher(byte[] key)
{
    public const int KeyBytes = 32;
    private const int SaltBytes = 16;
    private const int TagBytes = 16;

    private static readonly byte[] Nonce = new byte[12];

    /// <summary>One line of text.</summary>
    public byte[] Encrypt(ReadOnlySpan<byte> line)
    {
        var bytes = new byte[SaltBytes + line.Length + TagBytes];
        RandomNumberGenerator.Fill(bytes.AsSpan(0, SaltBytes));
        using var aes = Create(bytes.AsSpan(0, SaltBytes));
        aes.Encrypt(Nonce, line, bytes.AsSpan(SaltBytes, line.Length), bytes.AsSpan(SaltBytes + line.Length));
        return Encode(bytes);
    }

    /// <summary>The line; null when it is not one that this key encrypted.</summary>
    public byte[]? Decrypt(ReadOnlySpan<byte> text)
    {
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        if (Base64.DecodeFromUtf8(text, bytes, out _, out var length) != OperationStatus.Done || length < SaltBytes + TagBytes
            // One spelling alone is right, so that no change of a byte goes unnoticed.
            || !Encode(bytes.AsSpan(0, length)).AsSpan().SequenceEqual(text))
        {
            return null;
        }

        var line = new byte[length - SaltBytes - TagBytes];
        try
        {
            using var aes = Create(bytes.AsSpan(0, SaltBytes));
            aes.Decrypt(Nonce, bytes.AsSpan(SaltBytes, line.Length), bytes.AsSpan(length - TagBytes, TagBytes), line);
            return line;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static byte[] Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new byte[Base64.GetMaxEncodedToUtf8Length(bytes.Length)];
        Base64.EncodeToUtf8(bytes, text, out _, out _);
        return text;
    }

    private AesGcm Create(ReadOnlySpan<byte> salt)
    {
        Span<byte> lineKey = stackalloc byte[KeyBytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, lineKey, salt, "gateway audit line"u8);
        return new AesGcm(lineKey, TagBytes);
    }
}
