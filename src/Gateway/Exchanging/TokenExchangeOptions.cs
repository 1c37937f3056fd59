using System.ComponentModel.DataAnnotations;

namespace Gateway.Exchanging;

/// <summary>How a caller's token becomes one for a cluster (RFC 8693). Section <c>Upstreams:NAME:TokenExchange</c>, for <c>ForwardIdentity: Exchange</c>.</summary>
internal sealed class TokenExchangeOptions
{
    /// <summary>Where tokens are exchanged. Empty, the default: where the caller's issuer says in its discovery document (<c>token_endpoint</c>).</summary>
    public string Endpoint { get; init; } = "";

    /// <summary>A PEM file with the certificate authorities that may vouch for it, in place of the system's. Default those of the caller's issuer.</summary>
    public string Authorities { get; init; } = "";

    /// <summary>The audience that the new token is for, as the issuer calls the cluster. Default none.</summary>
    public string Audience { get; init; } = "";

    /// <summary>The cluster's address as the issuer knows it (RFC 8707), in place of an audience or beside it. Default none.</summary>
    public string Resource { get; init; } = "";

    /// <summary>The scopes of the new token, with blanks between them. Default what the issuer gives.</summary>
    public string Scope { get; init; } = "";

    /// <summary>The gateway's own name at the issuer. No default.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>The file that holds the secret of <see cref="ClientId"/>. Default none: a public client.</summary>
    public string ClientSecretFile { get; init; } = "";

    /// <summary>The environment variable that holds it. Default none.</summary>
    public string ClientSecretVariable { get; init; } = "";

    /// <summary>The type of the new token. Default <c>urn:ietf:params:oauth:token-type:access_token</c>.</summary>
    public string RequestedTokenType { get; init; } = TokenTypes.AccessToken;

    /// <summary>The longest to wait for a new token. Default 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many callers' new tokens are remembered until they expire. Default 10000.</summary>
    [Range(1, 1_000_000)]
    public int MostRemembered { get; init; } = 10_000;
}
