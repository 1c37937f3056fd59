using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Credentials;

/// <summary>The certificate authorities that vouch for the edge and the issuer, where the system's do not.</summary>
internal static class TrustFile
{
    /// <summary>Reads a bundle; null for the system's authorities.</summary>
    /// <exception cref="CredentialException">It holds none.</exception>
    public static X509ChainPolicy? Read(string? path)
    {
        if (path is null)
        {
            return null;
        }

        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(path);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new CredentialException($"the authorities cannot be read: {wrong.Message}", "--authorities takes a file of PEM certificates");
        }

        return policy.CustomTrustStore.Count > 0
            ? policy
            : throw new CredentialException($"{path} holds no certificate", "--authorities takes a file of PEM certificates");
    }
}
