namespace Gateway.Access.Tokens;

/// <summary>Why a token proves nothing.</summary>
/// <param name="Reason">The word in metrics, out of a closed set.</param>
/// <param name="Words">The words for its bearer. They never hold a part of the token.</param>
internal sealed record TokenFault(string Reason, string Words)
{
    public static readonly TokenFault Ambiguous = new("malformed", "the request has more than one Authorization header");
    public static readonly TokenFault Scheme = new("malformed", "the Authorization header is neither Bearer nor Basic");
    public static readonly TokenFault Basic = new("malformed", "the Basic credentials are not a name and a password in base64");
    public static readonly TokenFault Empty = new("malformed", "the credentials hold no token");
    public static readonly TokenFault TooLarge = new("too-large", "the token is longer than 16 KB");
    public static readonly TokenFault NoToken = new("malformed", "the credentials are neither a JWT nor a token of this gateway's own");
    public static readonly TokenFault Encrypted = new("encrypted", "the token is encrypted (JWE); a signed one (JWS) is needed");
    public static readonly TokenFault Nested = new("type", "the token is wrapped in another (cty)");
    public static readonly TokenFault Critical = new("type", "the token has a header that must be understood and is not (crit)");
    public static readonly TokenFault Type = new("type", "the token says by its typ that it is no access token");
    public static readonly TokenFault Bound = new("type", "the token is bound to a key of its client (cnf), which this gateway cannot check");
    public static readonly TokenFault Algorithm = new("algorithm", "the token is not signed, or in a way that is not allowed here");
    public static readonly TokenFault Issuer = new("issuer", "the token is of an issuer that this gateway does not know");
    public static readonly TokenFault UnknownKey = new("key", "the token is signed with a key that its issuer does not name");
    public static readonly TokenFault Signature = new("signature", "the token's signature is wrong");
    public static readonly TokenFault Audience = new("audience", "the token is meant for somebody else (aud)");
    public static readonly TokenFault Endless = new("claims", "the token does not say when it ends (exp)");
    public static readonly TokenFault Subject = new("claims", "the token does not say whose it is");
    public static readonly TokenFault UnknownStatic = new("unknown", "the token is not one of this gateway's own, or was taken back");

    public static TokenFault Expired(DateTimeOffset at) => new("expired", $"the token ended at {at:yyyy-MM-dd HH:mm:ss} UTC");

    public static TokenFault TooEarly(DateTimeOffset at) => new("too-early", $"the token is not good before {at:yyyy-MM-dd HH:mm:ss} UTC");

    /// <param name="name">The name of a claim, out of the settings.</param>
    public static TokenFault MissingClaim(string name) => new("claims", $"the token lacks what this gateway asks of its claim {name}");

    /// <summary>Whether it may be good after all.</summary>
    public bool IsUndecided { get; private init; }

    /// <param name="authority">The issuer, out of the settings.</param>
    /// <param name="why">Why it cannot be asked.</param>
    public static TokenFault IssuerAway(string authority, string why) => new("away", $"the keys of {authority} are not known, so no token of it can be judged: {why}") { IsUndecided = true };
}
