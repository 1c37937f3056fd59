namespace Gateway.Credentials;

/// <summary>What a token endpoint answers (RFC 6749, 5; RFC 8628, 3.5). Null where it says nothing.</summary>
internal sealed class TokenAnswer
{
    public string? AccessToken { get; init; }

    public string? IdToken { get; init; }

    public string? RefreshToken { get; init; }

    /// <summary>Seconds.</summary>
    public double? ExpiresIn { get; init; }

    /// <summary>Null when the answer is a token.</summary>
    public string? Error { get; init; }

    public string? ErrorDescription { get; init; }
}
