using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Access.Certificates;

/// <summary>The authorities that vouch for clients, with their revocation lists, as the settings had them at one moment. Judges certificates.</summary>
/// <remarks>Nothing is downloaded: neither intermediate certificates nor revocations. What is not here or shown by the client is not there.</remarks>
internal sealed class ClientAuthorities(ClientCertificatesOptions options, X509Certificate2Collection known, RevocationLists revocations)
{
    /// <summary>No authority: nobody is asked for a certificate.</summary>
    public static readonly ClientAuthorities None = new(new ClientCertificatesOptions(), [], RevocationLists.None);

    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private const int MostRemembered = 100;

    private readonly ConcurrentDictionary<string, X509Certificate2> _remembered = [];

    /// <summary>Whether there is an authority that could vouch for anybody.</summary>
    public bool Any => known.Count > 0;

    public X509Certificate2Collection Roots { get; } = [.. known.Where(IsRoot)];

    /// <summary>What ends one day: the authorities and their lists.</summary>
    public IEnumerable<Expiry> Expiries =>
        known.Select(authority => Expiry.Of(ExpiringFile.Authority, options.Authorities, authority)).Concat(revocations.Expiries(options.Revocations));

    public static bool IsRoot(X509Certificate2 certificate) => certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);

    /// <summary>How the chain of a client's certificate is built, of what is known and what is added to <c>ExtraStore</c>.</summary>
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
        policy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        policy.CustomTrustStore.AddRange(Roots);
        policy.ExtraStore.AddRange(known.Where(authority => !IsRoot(authority)).Concat(_remembered.Values).ToArray());
        return policy;
    }

    /// <summary>Judges a certificate by the chain that was built of it.</summary>
    public Verdict Judge(X509Chain chain, DateTimeOffset now)
    {
        X509Certificate2[] elements = [.. chain.ChainElements.Select(element => element.Certificate)];
        if (FindFault(chain.ChainStatus, elements, now) is var (fault, words))
        {
            return Refuse(fault, words);
        }

        if (CertificateNames.Read(elements[0], out var nameless) is not { } names)
        {
            return Refuse(CertificateFault.Nameless, $"the client certificate {nameless}");
        }

        Remember(elements);
        var fingerprint = Fingerprint(elements[0]);
        var until = elements.Min(End);
        if (options.StaleRevocations == StaleRevocations.Refuse && revocations.FindNextUpdate(elements) is { } update && update < until)
        {
            until = update;
        }

        return new Verdict(this, new ClientCertificate(names[0], names, fingerprint, End(elements[0])), CertificateFault.None, until);
    }

    /// <summary>SHA-256 as <c>openssl x509 -fingerprint -sha256</c> writes it.</summary>
    public static string Fingerprint(X509Certificate2 certificate) =>
        string.Join(':', certificate.GetCertHash(HashAlgorithmName.SHA256).Select(part => part.ToString("X2")));

    private (CertificateFault Fault, string Words)? FindFault(X509ChainStatus[] statuses, X509Certificate2[] elements, DateTimeOffset now)
    {
        var status = statuses.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status) & ~X509ChainStatusFlags.NotTimeValid;
        if (elements.Length == 0 || (status & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != 0)
        {
            return (CertificateFault.Untrusted, "the client certificate comes from no authority that this gateway trusts; show one that its authorities issued, with the intermediate ones");
        }

        if (elements.Length - 1 > options.MaximumDepth)
        {
            return (CertificateFault.TooDeep, $"{elements.Length - 1} authorities stand above the client certificate; at most {options.MaximumDepth} are allowed");
        }

        if ((status & X509ChainStatusFlags.NotValidForUsage) != 0 || !IsForClients(elements[0]))
        {
            return (CertificateFault.WrongUsage, "the client certificate is not for clients; show one with the extended key usage clientAuth");
        }

        if (status != X509ChainStatusFlags.NoError)
        {
            return (CertificateFault.Invalid, $"the client certificate or an authority above it is not right ({status})");
        }

        return FindTimeFault(elements, now) ?? revocations.FindFault(elements, options.StaleRevocations, now);
    }

    private static (CertificateFault Fault, string Words)? FindTimeFault(X509Certificate2[] elements, DateTimeOffset now)
    {
        for (var index = 0; index < elements.Length; index++)
        {
            var whose = index == 0 ? "the client certificate" : "an authority above the client certificate";
            if (now < Beginning(elements[index]))
            {
                return (CertificateFault.NotYetValid, $"{whose} holds from {Beginning(elements[index]):u} on; it is {now:u} here");
            }

            if (now >= End(elements[index]))
            {
                return (CertificateFault.Expired, $"{whose} ended on {End(elements[index]):u}; renew it");
            }
        }

        return null;
    }

    /// <summary>
    /// A session that is resumed shows the client's certificate without those above it: the ones that were good before are kept, up to a bound.
    /// </summary>
    private void Remember(X509Certificate2[] elements)
    {
        foreach (var intermediate in elements.Skip(1).SkipLast(1).Where(element => !known.Contains(element) && _remembered.Count < MostRemembered))
        {
            if (!_remembered.ContainsKey(intermediate.Thumbprint))
            {
                _remembered.TryAdd(intermediate.Thumbprint, X509CertificateLoader.LoadCertificate(intermediate.RawData));
            }
        }
    }

    private static bool IsForClients(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Any(usages => usages.EnhancedKeyUsages.Cast<Oid>().Any(usage => usage.Value == ClientAuthentication))
        && certificate.Extensions.OfType<X509KeyUsageExtension>().All(usages => usages.KeyUsages.HasFlag(X509KeyUsageFlags.DigitalSignature));

    private Verdict Refuse(CertificateFault fault, string words) => new(this, Shown<ClientCertificate>.Bad(words), fault, DateTimeOffset.MaxValue);

    private static DateTimeOffset Beginning(X509Certificate2 certificate) => new(certificate.NotBefore.ToUniversalTime());

    private static DateTimeOffset End(X509Certificate2 certificate) => new(certificate.NotAfter.ToUniversalTime());
}
