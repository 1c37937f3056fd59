using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Access.Certificates;

/// <summary>The authorities that vouch for clients, with their revocation lists, as the settings had them at one moment. Judges certificates.</summary>
/// <remarks>Nothing is downloaded: neither intermediate certificates nor revocations. What is not here or shown by the client is not there.</remarks>
internal sealed class ClientAuthorities(ClientCertificatesOptions options, X509Certificate2Collection known, RevocationLists revocations)
{
    /// <summary>No authority: nobody is asked for a certificate.</summary>
    public static readonly ClientAuthorities None = new(new ClientCertificatesOptions(), [], RevocationLists.None);

    private readonly X509Certificate2Collection _roots = [.. known.Where(IsRoot)];
    private readonly X509Certificate2Collection _between = [.. known.Where(authority => !IsRoot(authority))];
    private readonly RememberedAuthorities _remembered = new(known);

    /// <summary>Whether there is an authority that could vouch for anybody.</summary>
    public bool Any => known.Count > 0;

    /// <summary>All of them: what a client is told to choose its certificate by.</summary>
    public X509Certificate2Collection Known => known;

    /// <summary>What ends one day: the authorities and their lists.</summary>
    public IEnumerable<Expiry> Expiries =>
        known.Select(authority => Expiry.Of(ExpiringFile.Authority, options.Authorities, authority)).Concat(revocations.Expiries(options.Revocations));

    public static bool IsRoot(X509Certificate2 certificate) => certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);

    /// <summary>SHA-256 as <c>openssl x509 -fingerprint -sha256</c> writes it.</summary>
    public static string Fingerprint(X509Certificate2 certificate) =>
        string.Join(':', certificate.GetCertHash(HashAlgorithmName.SHA256).Select(part => part.ToString("X2")));

    /// <summary>How the chain of a client's certificate is built: of what is known, and of what is added to <c>ExtraStore</c>.</summary>
    public X509ChainPolicy CreatePolicy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            // Times are ours to judge: by our clock, and with a sentence of its own.
            VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid,
        };
        policy.ApplicationPolicy.Add(new Oid(ClientChain.ClientAuthentication));
        policy.CustomTrustStore.AddRange(_roots);
        policy.ExtraStore.AddRange(_between);
        policy.ExtraStore.AddRange(_remembered.All);
        return policy;
    }

    /// <summary>Judges a certificate by the chain that was built of it.</summary>
    public Verdict Judge(X509Chain built, DateTimeOffset now)
    {
        var chain = new ClientChain(built);
        if ((chain.FindFault(options.MaximumDepth, now) ?? revocations.FindFault(chain.Certificates, options.StaleRevocations, now)) is var (fault, words))
        {
            return Refuse(fault, words);
        }

        if (CertificateNames.Read(chain.Certificates[0], out var nameless) is not { } names)
        {
            return Refuse(CertificateFault.Nameless, $"the client certificate {nameless}");
        }

        _remembered.Add(chain.Certificates);
        var until = chain.Ends;
        if (options.StaleRevocations == StaleRevocations.Refuse && revocations.FindNextUpdate(chain.Certificates) is { } update && update < until)
        {
            until = update;
        }

        var certificate = new ClientCertificate(names[0], names, Fingerprint(chain.Certificates[0]), ClientChain.End(chain.Certificates[0]));
        return new Verdict(this, certificate, CertificateFault.None, until);
    }

    private Verdict Refuse(CertificateFault fault, string words) => new(this, Shown<ClientCertificate>.Bad(words), fault, DateTimeOffset.MaxValue);
}
