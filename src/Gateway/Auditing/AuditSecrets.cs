using System.Security.Cryptography;

namespace Gateway.Auditing;

/// <summary>The keys that the settings point to, read together with them.</summary>
/// <param name="Signer">Signs checkpoints; null without a key.</param>
/// <param name="Cipher">Encrypts lines; null without a key.</param>
/// <param name="Salt">What e-mail addresses are hashed with; empty without one.</param>
internal sealed record AuditSecrets(AuditSigner? Signer, AuditCipher? Cipher, byte[] Salt)
{
    private const int ShortestSalt = 16;

    public static AuditSecrets Read(AuditingOptions options, List<string> faults)
    {
        var cipherKey = ReadFile("Auditing:EncryptionKeyFile", options.EncryptionKeyFile, faults);
        if (cipherKey is not null && cipherKey.Length != AuditCipher.KeyBytes)
        {
            faults.Add($"Auditing:EncryptionKeyFile, {options.EncryptionKeyFile}, has {cipherKey.Length} bytes; {AuditCipher.KeyBytes} are needed, as `openssl rand -out FILE {AuditCipher.KeyBytes}` makes them.");
            cipherKey = null;
        }

        var salt = ReadFile("Auditing:SaltFile", options.SaltFile, faults) ?? [];
        if (options.SaltFile.Length > 0 && salt.Length is > 0 and < ShortestSalt)
        {
            faults.Add($"Auditing:SaltFile, {options.SaltFile}, has {salt.Length} bytes; at least {ShortestSalt} are needed, such as `openssl rand -out FILE 32` makes.");
        }

        return new AuditSecrets(ReadSigner(options.SigningKeyFile, faults), cipherKey is null ? null : new AuditCipher(cipherKey), salt);
    }

    private static AuditSigner? ReadSigner(string file, List<string> faults)
    {
        if (ReadFile("Auditing:SigningKeyFile", file, faults) is not { } pem)
        {
            return null;
        }

        try
        {
            var signer = AuditSigner.Read(System.Text.Encoding.UTF8.GetString(pem));
            signer.Sign([]);
            return signer;
        }
        catch (CryptographicException wrong)
        {
            faults.Add($"Auditing:SigningKeyFile, {file}, is no private key for P-256 in PEM, as `openssl ecparam -name prime256v1 -genkey -noout -out FILE` makes one: {wrong.Message}");
            return null;
        }
    }

    private static byte[]? ReadFile(string key, string file, List<string> faults)
    {
        if (file.Length == 0)
        {
            return null;
        }

        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            faults.Add($"{key}, {file}, cannot be read: {unreadable.Message}");
            return null;
        }
    }
}
