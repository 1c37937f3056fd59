using System.Security.Cryptography.X509Certificates;
using Gateway.Access.Certificates;

namespace Gateway.Access;

/// <summary>The client certificate of a connection as it was judged last; a feature of the connection.</summary>
/// <remarks>
/// It keeps bytes and not the certificates of the handshake, which are gone after it. A request costs a comparison of references; what
/// ends by itself is seen within a second by <see cref="ClientHandshakes"/>.
/// </remarks>
internal sealed class ShownCertificate
{
    private readonly byte[] _certificate;
    private readonly byte[][] _above;
    private readonly TimeProvider _time;
    private volatile Verdict _verdict;

    public ShownCertificate(X509Certificate2 certificate, X509Chain chain, Verdict verdict, TimeProvider time)
    {
        _certificate = certificate.RawData;
        _above = [.. chain.ChainElements.Skip(1).Select(element => element.Certificate).Where(above => !ClientAuthorities.IsRoot(above)).Select(above => above.RawData)];
        _verdict = verdict;
        _time = time;
        Fingerprint = ClientAuthorities.Fingerprint(certificate);
    }

    /// <summary>SHA-256 as <c>openssl x509 -fingerprint -sha256</c> writes it.</summary>
    public string Fingerprint { get; }

    public bool IsGood => _verdict.Fault == CertificateFault.None;

    /// <summary>What it proves under these authorities.</summary>
    public Shown<ClientCertificate> Under(ClientAuthorities authorities)
    {
        var verdict = _verdict;
        return (ReferenceEquals(verdict.Authorities, authorities) ? verdict : Judge(authorities)).Shown;
    }

    /// <summary>Whether it has to be judged again: others vouch now, or something it rests on has ended.</summary>
    public bool IsOutdated(ClientAuthorities authorities)
    {
        var verdict = _verdict;
        return !ReferenceEquals(verdict.Authorities, authorities) || _time.GetUtcNow() >= verdict.Until;
    }

    public Verdict Judge(ClientAuthorities authorities)
    {
        using var chain = new X509Chain { ChainPolicy = authorities.CreatePolicy() };
        using var certificate = X509CertificateLoader.LoadCertificate(_certificate);
        foreach (var above in _above)
        {
            chain.ChainPolicy.ExtraStore.Add(X509CertificateLoader.LoadCertificate(above));
        }

        chain.Build(certificate);
        return _verdict = authorities.Judge(chain, _time.GetUtcNow());
    }
}
