using System.Buffers.Text;
using System.Text.Json;

namespace Gateway.Access.Tokens;

/// <summary>A signed JWT (RFC 7519) as it was shown: read strictly, believed in nothing.</summary>
/// <param name="Text">The whole token.</param>
/// <param name="Header">Its header, an object.</param>
/// <param name="Claims">Its claims, an object.</param>
internal sealed record UnverifiedToken(string Text, JsonElement Header, JsonElement Claims)
{
    // Of two claims with one name, the signer may mean the first and the reader take the last.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>The algorithm it says it is signed with; null when it names none.</summary>
    public string? Algorithm => Claim.Text(Header, "alg");

    /// <summary>The name of the key; null when it names none.</summary>
    public string? KeyId => Claim.Text(Header, "kid");

    /// <summary>Who says to have issued it; null when nobody does.</summary>
    public string? Issuer => Claim.Text(Claims, "iss");

    /// <summary>Reads a token. Exactly one of the two is null.</summary>
    public static (UnverifiedToken? Token, TokenFault? Fault) Parse(string text)
    {
        var dots = text.AsSpan().Count('.');
        if (dots != 2)
        {
            return (null, dots == 4 ? TokenFault.Encrypted : TokenFault.NoToken);
        }

        var first = text.IndexOf('.');
        var second = text.LastIndexOf('.');
        return ReadObject(text.AsSpan(0, first)) is { } header && ReadObject(text.AsSpan(first + 1, second - first - 1)) is { } claims
            && (second == text.Length - 1 || IsCanonical(text.AsSpan(second + 1), out _))
            ? (new UnverifiedToken(text, header, claims), null)
            : (null, TokenFault.NoToken);
    }

    /// <summary>What is wrong with its header before a signature has to be looked at; null when nothing is.</summary>
    public TokenFault? FindFault(IReadOnlyList<string> algorithms) =>
        Header.TryGetProperty("enc", out _) || Header.TryGetProperty("zip", out _) ? TokenFault.Encrypted
        : Header.TryGetProperty("cty", out _) ? TokenFault.Nested
        : Header.TryGetProperty("crit", out _) || Header.TryGetProperty("b64", out _) ? TokenFault.Critical
        : !IsAccessToken() ? TokenFault.Type
        : Algorithm is not { } algorithm || !algorithms.Contains(algorithm) ? TokenFault.Algorithm
        : Header.TryGetProperty("kid", out _) && KeyId is null ? TokenFault.UnknownKey
        : null;

    // RFC 9068 says at+jwt; most issuers say JWT, or nothing. What else there is (logout+jwt, dpop+jwt, …) is no access token.
    private bool IsAccessToken() => !Header.TryGetProperty("typ", out _)
        || (Claim.Text(Header, "typ") is { } type
            && (type.Equals("JWT", StringComparison.OrdinalIgnoreCase) || type.Equals("at+jwt", StringComparison.OrdinalIgnoreCase)
                || type.Equals("application/at+jwt", StringComparison.OrdinalIgnoreCase)));

    private static JsonElement? ReadObject(ReadOnlySpan<char> part)
    {
        if (!IsCanonical(part, out var bytes))
        {
            return null;
        }

        try
        {
            ReadTexts(bytes);
            var element = JsonElement.Parse(bytes, Strict);
            return element.ValueKind == JsonValueKind.Object ? element : null;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Reads every text once, so that none turns out later to be no Unicode.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="InvalidOperationException">A text is no Unicode.</exception>
    private static void ReadTexts(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = Strict.MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
            {
                reader.GetString();
            }
        }
    }

    /// <summary>Whether it is base64url, spelt in the only way there is: no white space, no padding, no bits left over.</summary>
    private static bool IsCanonical(ReadOnlySpan<char> part, out byte[] bytes)
    {
        bytes = [];
        if (part.IsEmpty || !Base64Url.IsValid(part))
        {
            return false;
        }

        bytes = Base64Url.DecodeFromChars(part);
        return part.SequenceEqual(Base64Url.EncodeToString(bytes));
    }
}
