using System.Security.Cryptography;
using Gateway.Auditing;

namespace Gateway.Commands;

/// <summary>The keys that the audit commands are given.</summary>
internal static class AuditKeyFiles
{
    /// <exception cref="UsageException">The file cannot be read or holds no such key.</exception>
    public static AuditSigner? ReadSigner(string option, string file)
    {
        try
        {
            return file.Length == 0 ? null : AuditSigner.Read(File.ReadAllText(file));
        }
        catch (CryptographicException wrong)
        {
            throw new UsageException($"{option} {file}: {wrong.Message}.");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{option} {file}: {unreadable.Message}");
        }
    }

    /// <exception cref="UsageException">The file cannot be read or holds no such key.</exception>
    public static AuditCipher? ReadCipher(string option, string file)
    {
        try
        {
            return file.Length == 0 ? null
                : File.ReadAllBytes(file) is { Length: AuditCipher.KeyBytes } key ? new AuditCipher(key)
                : throw new UsageException($"{option} {file}: {AuditCipher.KeyBytes} bytes are needed.");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{option} {file}: {unreadable.Message}");
        }
    }
}
