namespace Gateway.Edge.Listening;

/// <summary>What a client offers in its hello, as far as it was asked for. The feature of a connection that it was read from.</summary>
/// <param name="Tls13">TLS 1.3.</param>
/// <param name="EcdsaGcm">A suite with ECDHE and AES-GCM for certificates with keys on a curve.</param>
/// <param name="RsaGcm">The same for RSA keys.</param>
internal sealed record ClientOffer(bool Tls13, bool EcdsaGcm, bool RsaGcm)
{
    /// <summary>Nothing that could be told.</summary>
    public static readonly ClientOffer Unknown = new(false, false, false);
}
