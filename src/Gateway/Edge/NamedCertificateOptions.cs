namespace Gateway.Edge;

/// <summary>The certificate that clients get who ask a listener for one name (SNI). Section <c>Listeners:NAME:Certificates:HOST</c>.</summary>
internal sealed class NamedCertificateOptions
{
    /// <summary>A PEM file with the certificate for the name and the intermediate ones above it, in this order. No default.</summary>
    public string Certificate { get; init; } = "";

    /// <summary>A PEM file with the private key of <see cref="Certificate"/>, without a password. No default.</summary>
    public string Key { get; init; } = "";
}
