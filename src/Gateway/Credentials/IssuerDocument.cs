namespace Gateway.Credentials;

/// <summary>What we need of an issuer's discovery document.</summary>
internal sealed class IssuerDocument
{
    public string? Issuer { get; init; }

    public Uri? TokenEndpoint { get; init; }

    public Uri? DeviceAuthorizationEndpoint { get; init; }
}
