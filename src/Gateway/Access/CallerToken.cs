namespace Gateway.Access;

/// <summary>
/// What a token that was found good says of its bearer. Not its text: this is remembered with verdicts, plans and requests, for longer than whoever
/// showed it is here (<see cref="Tokens.PassableToken"/>).
/// </summary>
internal sealed class CallerToken
{
    /// <summary>Who vouches for it: the issuer's address, or <c>static</c> for the file of static tokens.</summary>
    public required string Issuer { get; init; }

    /// <summary>Whom it names.</summary>
    public required string Subject { get; init; }

    /// <summary>The groups it puts its bearer in.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>The bearer's e-mail address; null when it has none.</summary>
    public string? Email { get; init; }

    /// <summary>Whether it tells a client who has signed in (OpenID Connect), and is no access token.</summary>
    public bool IsIdToken { get; init; }

    /// <summary>When it ends; null for a static token without an end.</summary>
    public DateTimeOffset? Expires { get; init; }
}
