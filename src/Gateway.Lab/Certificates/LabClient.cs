using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Lab.Certificates;

/// <summary>What a client's certificate is to say.</summary>
internal sealed record LabClient
{
    private static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    public string Subject { get; init; } = "CN=lab client";

    /// <summary>Alternative names: URIs, e-mail addresses and DNS names, told by their form.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    public bool IsForServers { get; init; }

    /// <summary>Whether it says at all what it is for.</summary>
    public bool HasUsage { get; init; } = true;

    /// <summary>Default: a week ago.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Default: in a week.</summary>
    public DateTimeOffset? Until { get; init; }

    public CertificateRequest ToRequest(ECDsa key)
    {
        var request = new CertificateRequest(Subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        if (HasUsage)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([IsForServers ? ServerAuthentication : ClientAuthentication], false));
        }

        if (Names.Count > 0)
        {
            request.CertificateExtensions.Add(AlternativeNames());
        }

        return request;
    }

    private X509Extension AlternativeNames()
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in Names)
        {
            if (name.Contains("://", StringComparison.Ordinal))
            {
                names.AddUri(new Uri(name));
            }
            else if (name.Contains('@'))
            {
                names.AddEmailAddress(name);
            }
            else
            {
                names.AddDnsName(name);
            }
        }

        return names.Build();
    }
}
