using System.ComponentModel.DataAnnotations;

namespace Gateway.Access.Tokens;

/// <summary>One issuer of tokens, found by OpenID Connect Discovery. An item of <c>Tokens:Issuers</c>.</summary>
internal sealed class IssuerOptions
{
    /// <summary>Its address exactly as it stands in <c>iss</c>, such as <c>https://idp.corp.example/</c>; http on loopback only. No default.</summary>
    public string Authority { get; init; } = "";

    /// <summary>The audiences that mean this gateway: a token has to name one of them in <c>aud</c>. No default.</summary>
    public IReadOnlyList<string> Audiences { get; init; } = [];

    /// <summary>The signatures that count. Default RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384 and ES512.</summary>
    public IReadOnlyList<string> Algorithms { get; init; } = [];

    /// <summary>How far the issuer's clock and ours may differ. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Claims that a token must have, with their values: a text, or a list that holds it. Default none.</summary>
    public IReadOnlyDictionary<string, string> RequiredClaims { get; init; } = new Dictionary<string, string>();

    /// <summary>The claim that names the bearer. Default <c>sub</c>.</summary>
    public string SubjectClaim { get; init; } = "sub";

    /// <summary>The claim with the bearer's groups; a dot leads into an object, as in <c>realm_access.roles</c>. Default <c>groups</c>.</summary>
    public string GroupsClaim { get; init; } = "groups";

    /// <summary>A PEM file with the certificate authorities that may vouch for the issuer, in place of the system's. Default none.</summary>
    public string Authorities { get; init; } = "";

    /// <summary>Time between two looks for new keys. Default 15 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan RefreshInterval { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The least time between two looks that tokens with unknown keys cause. Default 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan RefreshGap { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long known keys stay good while the issuer cannot be asked. Default 1 day.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan KeysLifetime { get; init; } = TimeSpan.FromDays(1);
}
