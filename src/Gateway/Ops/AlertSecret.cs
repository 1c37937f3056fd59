using System.Security.Cryptography;
using System.Text;

namespace Gateway.Ops;

/// <summary>The token that Alertmanager shows.</summary>
/// <param name="Token">The token; empty: nobody is let in.</param>
internal sealed record AlertSecret(string Token)
{
    private const int Shortest = 16;
    private const string Scheme = "Bearer ";

    public bool IsShown(string? authorization) =>
        Token.Length > 0
        && authorization?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) == true
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(authorization[Scheme.Length..].Trim()), Encoding.UTF8.GetBytes(Token));

    public static AlertSecret Read(OpsOptions options, List<string> faults)
    {
        if (options.AlertsTokenFile.Length == 0)
        {
            return new AlertSecret("");
        }

        try
        {
            var token = File.ReadAllText(options.AlertsTokenFile).Trim();
            if (token.Length < Shortest)
            {
                faults.Add($"Ops:AlertsTokenFile, {options.AlertsTokenFile}, has {token.Length} letters; at least {Shortest} are needed, such as `openssl rand -hex 32` makes.");
            }

            return new AlertSecret(token);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            faults.Add($"Ops:AlertsTokenFile, {options.AlertsTokenFile}, cannot be read: {unreadable.Message}");
            return new AlertSecret("");
        }
    }
}
