using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Lab.Certificates;

/// <summary>A certificate authority that lives as long as the lab and is trusted by nobody who was not told to.</summary>
internal sealed class LabAuthority : IDisposable
{
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");
    private static readonly TimeSpan Margin = TimeSpan.FromDays(1);

    private readonly DateTimeOffset _now;
    private readonly X509Certificate2 _certificate;

    public LabAuthority(string name = "Lab CA", TimeProvider? time = null)
        : this(name, (time ?? TimeProvider.System).GetUtcNow(), null)
    {
    }

    private LabAuthority(string name, DateTimeOffset now, LabAuthority? above)
    {
        _now = now;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _certificate = above is null
            ? request.CreateSelfSigned(_now - 30 * Margin, _now + 30 * Margin)
            : above.Sign(request, key, _now - 30 * Margin, _now + 30 * Margin);
    }

    /// <summary>Its own certificate.</summary>
    public X509Certificate2 Certificate => _certificate;

    /// <summary>The client certificates it has issued so far.</summary>
    public List<X509Certificate2> Issued { get; } = [];

    /// <summary>What goes into a bundle of authorities.</summary>
    public string Pem => _certificate.ExportCertificatePem();

    /// <summary>An authority below this one.</summary>
    public LabAuthority IssueAuthority(string name) => new(name, _now, this);

    /// <summary>A certificate for a client, a week old.</summary>
    public X509Certificate2 IssueClient(LabClient client)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = client.ToRequest(key);
        request.CertificateExtensions.Add(AuthorityKey);
        var issued = Sign(request, key, client.From ?? _now - 7 * Margin, client.Until ?? _now + 7 * Margin);
        Issued.Add(issued);
        return issued;
    }

    /// <summary>A certificate for a client with this name and nothing special.</summary>
    public X509Certificate2 IssueClient(string name) => IssueClient(new LabClient { Names = [name] });

    /// <summary>A revocation list in DER with these certificates on it. It is two weeks old and holds for a week where nothing else is said.</summary>
    public byte[] Revoke(DateTimeOffset? made, DateTimeOffset? until, params IEnumerable<X509Certificate2> revoked)
    {
        var list = new CertificateRevocationListBuilder();
        foreach (var certificate in revoked)
        {
            list.AddEntry(certificate, _now - Margin);
        }

        return list.Build(_certificate, 1, until ?? _now + 7 * Margin, HashAlgorithmName.SHA256, thisUpdate: made ?? _now - 14 * Margin);
    }

    public byte[] Revoke(DateTimeOffset until, params IEnumerable<X509Certificate2> revoked) => Revoke(null, until, revoked);

    public byte[] Revoke(params IEnumerable<X509Certificate2> revoked) => Revoke(null, null, revoked);

    /// <summary>A certificate for a server at these names and addresses, a week old; with a negative lifetime it has run out.</summary>
    public X509Certificate2 IssueServer(IReadOnlyList<string>? names = null, TimeSpan? lifetime = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=lab server", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([ServerAuthentication], false));
        request.CertificateExtensions.Add(Names(names ?? ["localhost", "127.0.0.1"]));
        request.CertificateExtensions.Add(AuthorityKey);
        return Sign(request, key, _now - 7 * Margin, _now + (lifetime ?? 7 * Margin));
    }

    public void Dispose() => _certificate.Dispose();

    private X509Extension AuthorityKey =>
        X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false);

    private X509Certificate2 Sign(CertificateRequest request, ECDsa key, DateTimeOffset from, DateTimeOffset until)
    {
        using var issued = request.Create(_certificate, from, until, RandomNumberGenerator.GetBytes(16));
        return issued.CopyWithPrivateKey(key);
    }

    private static X509Extension Names(IReadOnlyList<string> names)
    {
        var builder = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
            {
                builder.AddIpAddress(address);
            }
            else
            {
                builder.AddDnsName(name);
            }
        }

        return builder.Build();
    }
}
