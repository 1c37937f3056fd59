using System.Security.Cryptography;
using System.Text;
using Gateway.Credentials;

namespace Gateway.Relay;

/// <summary>The secret in the relay's address. It is kept, so that GOPROXY need not be set again after every start.</summary>
internal static class RelaySecret
{
    private const string Name = "relay.secret";
    private const int Bytes = 20;

    /// <summary>The user's secret, which is made at the first time.</summary>
    /// <exception cref="CredentialException">Others can read it too.</exception>
    public static async Task<string> TakeAsync(StateFolder folder, CancellationToken cancellation)
    {
        using var turn = await folder.TakeTurnAsync(Name, cancellation);
        if (folder.Read(Name)?.Trim() is { Length: 2 * Bytes } kept && kept.All(char.IsAsciiHexDigitLower))
        {
            return kept;
        }

        var secret = RandomNumberGenerator.GetHexString(2 * Bytes, lowercase: true);
        folder.Write(Name, secret + "\n");
        return secret;
    }

    /// <summary>Takes the secret off a path; null when it is not there.</summary>
    public static string? TakeOff(string path, string? secret)
    {
        if (secret is null)
        {
            return path;
        }

        var end = path.IndexOf('/', 1);
        var shown = end < 0 ? path[1..] : path[1..end];
        return !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(shown), Encoding.UTF8.GetBytes(secret)) ? null : end < 0 ? "/" : path[end..];
    }
}
