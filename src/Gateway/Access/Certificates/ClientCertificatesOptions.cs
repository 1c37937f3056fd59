using System.ComponentModel.DataAnnotations;

namespace Gateway.Access.Certificates;

/// <summary>Which client certificates are believed, on every https listener. Section <c>ClientCertificates</c>.</summary>
internal sealed class ClientCertificatesOptions
{
    /// <summary>
    /// A PEM file with the authorities that may vouch for clients: at least one root, and the intermediate ones whose revocation lists are
    /// read. Default none: no client is asked for a certificate.
    /// </summary>
    public string Authorities { get; init; } = "";

    /// <summary>
    /// A revocation list (CRL; PEM or DER) or a folder with one for every authority that issues. Default none: nothing is looked up.
    /// </summary>
    public string Revocations { get; init; } = "";

    /// <summary>What becomes of certificates whose authority has no revocation list, or one past its next update. Default <c>Refuse</c>.</summary>
    public StaleRevocations StaleRevocations { get; init; }

    /// <summary>How many authorities may stand above a client's certificate, the root among them. 1 to 10, default 2.</summary>
    [Range(1, 10)]
    public int MaximumDepth { get; init; } = 2;
}
