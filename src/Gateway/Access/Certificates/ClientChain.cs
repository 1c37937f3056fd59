using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Access.Certificates;

/// <summary>The chain that was built of a client's certificate: itself first, the root last.</summary>
internal sealed class ClientChain(X509Chain built)
{
    public const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    public X509Certificate2[] Certificates { get; } = [.. built.ChainElements.Select(element => element.Certificate)];

    /// <summary>When the first of them ends.</summary>
    public DateTimeOffset Ends => Certificates.Min(End);

    public static DateTimeOffset End(X509Certificate2 certificate) => new(certificate.NotAfter.ToUniversalTime());

    /// <summary>What is wrong with it, in order of what helps most; null when nothing is.</summary>
    public (CertificateFault Fault, string Words)? FindFault(int maximumDepth, DateTimeOffset now)
    {
        var status = built.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status) & ~X509ChainStatusFlags.NotTimeValid;
        if (Certificates.Length == 0 || (status & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != 0)
        {
            return (CertificateFault.Untrusted, "the client certificate comes from no authority that this gateway trusts; show one that its authorities issued, with the intermediate ones");
        }

        if (Certificates.Length - 1 > maximumDepth)
        {
            return (CertificateFault.TooDeep, $"{Certificates.Length - 1} authorities stand above the client certificate; at most {maximumDepth} are allowed");
        }

        if ((status & X509ChainStatusFlags.NotValidForUsage) != 0 || !IsForClients(Certificates[0]))
        {
            return (CertificateFault.WrongUsage, "the client certificate is not for clients; show one with the extended key usage clientAuth");
        }

        return status == X509ChainStatusFlags.NoError
            ? FindTimeFault(now)
            : (CertificateFault.Invalid, $"the client certificate or an authority above it is not right ({status})");
    }

    private (CertificateFault Fault, string Words)? FindTimeFault(DateTimeOffset now)
    {
        foreach (var (index, certificate) in Certificates.Index())
        {
            var whose = index == 0 ? "the client certificate" : "an authority above the client certificate";
            if (now < Beginning(certificate))
            {
                return (CertificateFault.NotYetValid, $"{whose} holds from {Beginning(certificate):u} on; it is {now:u} here");
            }

            if (now >= End(certificate))
            {
                return (CertificateFault.Expired, $"{whose} ended on {End(certificate):u}; renew it");
            }
        }

        return null;
    }

    /// <summary>A certificate that does not say what it is for is good for anything, elsewhere.</summary>
    private static bool IsForClients(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Any(usages => usages.EnhancedKeyUsages.Cast<Oid>().Any(usage => usage.Value == ClientAuthentication))
        && certificate.Extensions.OfType<X509KeyUsageExtension>().All(usages => usages.KeyUsages.HasFlag(X509KeyUsageFlags.DigitalSignature));

    private static DateTimeOffset Beginning(X509Certificate2 certificate) => new(certificate.NotBefore.ToUniversalTime());
}
