using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace Gateway.Credentials;

/// <summary>What a token looks like, and when it ends if it says so itself.</summary>
internal static class TokenText
{
    private const int Longest = 16 * 1024;

    // RFC 6750, 2.1. Nothing of it can end a header line.
    private static readonly SearchValues<char> Letters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=");

    /// <summary>Takes the white space around a token away.</summary>
    /// <exception cref="CredentialException">It is no token; what it is instead is not repeated.</exception>
    public static string Read(string text, string where)
    {
        var token = text.Trim();
        return token.Length is > 0 and <= Longest && !token.AsSpan().ContainsAnyExcept(Letters)
            ? token
            : throw new CredentialException(
                $"{where} {(token.Length == 0 ? "is empty" : "is no token")}", "a token is one line of letters, digits and -._~+/=, such as a JWT");
    }

    /// <summary>Whether it has the three parts of a signed JWT.</summary>
    public static bool IsJwt(string token) => token.Count(letter => letter == '.') == 2;

    /// <summary>The end (<c>exp</c>) that a JWT names; null when it names none or is none. Nothing of it is verified: the edge does that.</summary>
    public static DateTimeOffset? FindEnd(string token)
    {
        try
        {
            if (!IsJwt(token))
            {
                return null;
            }

            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]));
            return claims.RootElement.ValueKind == JsonValueKind.Object && claims.RootElement.TryGetProperty("exp", out var end) && end.TryGetDouble(out var seconds)
                ? DateTimeOffset.FromUnixTimeSeconds((long)seconds)
                : null;
        }
        catch (Exception odd) when (odd is FormatException or JsonException or ArgumentOutOfRangeException or InvalidOperationException)
        {
            return null;
        }
    }
}
