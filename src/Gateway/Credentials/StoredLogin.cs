using System.Text.Json;

namespace Gateway.Credentials;

/// <summary>A login as it is kept between commands: the refresh token, and the token it brought last.</summary>
internal sealed class StoredLogin
{
    // The request that carries it has to arrive before its end.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    // RFC 6749 recommends that the issuer says how long; one that does not is asked often.
    private static readonly TimeSpan UnknownLifetime = TimeSpan.FromMinutes(5);

    /// <summary>What the edge is shown.</summary>
    public required string Token { get; init; }

    /// <summary>When it was given.</summary>
    public required DateTimeOffset Given { get; init; }

    /// <summary>When it ends.</summary>
    public required DateTimeOffset Ends { get; init; }

    /// <summary>What brings the next one; null when the issuer gave none.</summary>
    public string? RefreshToken { get; init; }

    /// <summary>How long the token is shown.</summary>
    public DateTimeOffset Until => Ends - Margin;

    /// <summary>Takes what an issuer answered.</summary>
    /// <exception cref="CredentialException">It is no token.</exception>
    public static StoredLogin Of(TokenAnswer answer, LoginClient client, string? refreshToken, DateTimeOffset now)
    {
        // An access token that is no JWT says nothing to anybody but the issuer.
        var text = answer.AccessToken is { } access && (TokenText.IsJwt(access) || answer.IdToken is null) ? access : answer.IdToken;
        var token = TokenText.Read(text ?? "", $"the answer of {client.Address}");
        var ends = now + (answer.ExpiresIn is { } seconds and > 0 and < int.MaxValue ? TimeSpan.FromSeconds(seconds) : UnknownLifetime);
        return new StoredLogin
        {
            Token = token,
            Given = now,
            Ends = TokenText.FindEnd(token) is { } end && (end < ends || answer.ExpiresIn is null) ? end : ends,
            RefreshToken = answer.RefreshToken ?? refreshToken,
        };
    }

    /// <summary>The login that is kept; null when there is none, or its file is damaged.</summary>
    public static StoredLogin? Read(StateFolder folder, LoginClient client)
    {
        try
        {
            return folder.Read(client.File) is { } text ? JsonSerializer.Deserialize<StoredLogin>(text) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void Write(StateFolder folder, LoginClient client) => folder.Write(client.File, JsonSerializer.Serialize(this));
}
