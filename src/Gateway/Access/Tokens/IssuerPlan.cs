using System.Text.Json;

namespace Gateway.Access.Tokens;

/// <summary>An issuer as one reading of the settings sees it.</summary>
/// <param name="Options">Its settings.</param>
/// <param name="Authorities">The PEM text of the certificate authorities; null when the system's hold.</param>
internal sealed record IssuerPlan(IssuerOptions Options, string? Authorities)
{
    /// <summary>The algorithms that count.</summary>
    public IReadOnlyList<string> Algorithms { get; } = Options.Algorithms.Count > 0 ? Options.Algorithms : SignatureAlgorithms.All;

    /// <summary>Where its discovery document is.</summary>
    public string Metadata => Options.Authority.TrimEnd('/') + "/.well-known/openid-configuration";

    /// <summary>Equal for two plans that say the same.</summary>
    public string Text { get; } = JsonSerializer.Serialize(Options) + Authorities;
}
