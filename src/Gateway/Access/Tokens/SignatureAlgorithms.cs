namespace Gateway.Access.Tokens;

/// <summary>The signatures that a token may have. All of them are made with a private key: with <c>HS256</c> everybody who can check could also sign.</summary>
internal static class SignatureAlgorithms
{
    public static readonly IReadOnlyList<string> All = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];
}
