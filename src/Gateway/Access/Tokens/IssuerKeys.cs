using Microsoft.IdentityModel.Tokens;

namespace Gateway.Access.Tokens;

/// <summary>The keys that an issuer signs with, as it named them.</summary>
/// <param name="All">Its keys for signatures.</param>
/// <param name="Fetched">When it was asked.</param>
internal sealed record IssuerKeys(IReadOnlyList<JsonWebKey> All, DateTimeOffset Fetched)
{
    // More than any issuer has; without a bound a broken one could make every check slow.
    private const int Most = 100;

    /// <summary>Where it exchanges tokens; null when its discovery document names no address that is as safe as its own.</summary>
    public Uri? TokenEndpoint { get; init; }

    /// <summary>Takes what can check signatures: keys of both sides (HS256 and its kin) never count here.</summary>
    public static IssuerKeys Of(JsonWebKeySet set, DateTimeOffset fetched) =>
        new([.. set.Keys.Where(key => key.Kty is "RSA" or "EC" && key.Use is null or "" or "sig").Take(Most)], fetched);

    /// <summary>The keys that may have made a signature: the one of that name, or all when the token names none.</summary>
    public IReadOnlyList<JsonWebKey> Find(string? id, string algorithm) =>
        [.. All.Where(key => (id is null || key.Kid == id) && Fits(key, algorithm))];

    /// <summary>Whether the same keys have the same names.</summary>
    public bool IsSameAs(IssuerKeys other) =>
        All.Select(Fingerprint).Order(StringComparer.Ordinal).SequenceEqual(other.All.Select(Fingerprint).Order(StringComparer.Ordinal));

    private static bool Fits(JsonWebKey key, string algorithm) =>
        (string.IsNullOrEmpty(key.Alg) || key.Alg == algorithm)
        && (algorithm.StartsWith("ES", StringComparison.Ordinal) ? key.Kty == "EC" && key.Crv == CurveOf(algorithm) : key.Kty == "RSA" && key.KeySize >= 2048);

    private static string CurveOf(string algorithm) => algorithm switch
    {
        "ES256" => "P-256",
        "ES384" => "P-384",
        _ => "P-521",
    };

    private static string Fingerprint(JsonWebKey key) => $"{key.Kid}|{key.Alg}|{key.Crv}|{key.N}|{key.E}|{key.X}|{key.Y}";
}
