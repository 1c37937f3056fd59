namespace Gateway.Edge;

/// <summary>What clients have to show on a listener.</summary>
internal enum ClientPolicy
{
    /// <summary>Nothing: anyone who reaches the address may ask.</summary>
    Anonymous,

    /// <summary>A client certificate that the gateway's authorities vouch for.</summary>
    Certificate,

    /// <summary>A token of a known issuer, or a static one.</summary>
    Token,

    /// <summary>One of the two.</summary>
    CertificateOrToken,

    /// <summary>Both.</summary>
    CertificateAndToken,
}
