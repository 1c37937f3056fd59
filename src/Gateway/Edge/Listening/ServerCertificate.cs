using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Access.Certificates;

namespace Gateway.Edge.Listening;

/// <summary>A listener's certificate with its key and those above it.</summary>
internal sealed class ServerCertificate
{
    private readonly X509Certificate2 _certificate;
    private readonly X509Certificate2Collection _above;

    private ServerCertificate(X509Certificate2 certificate, X509Certificate2Collection above, ClientAuthorities clients)
    {
        _certificate = certificate;
        _above = above;
        // One for all handshakes: OpenSSL's context hangs on it, with the keys of the tickets that resume sessions.
        Context = SslStreamCertificateContext.Create(
            certificate,
            above,
            offline: true,
            // Who has several certificates, a browser above all, chooses by these names. Whom to believe is said elsewhere.
            clients.Any ? SslCertificateTrust.CreateForX509Collection(clients.Known, sendTrustInHandshake: true) : null);
    }

    public SslStreamCertificateContext Context { get; }

    public DateTimeOffset Ends => new(_certificate.NotAfter.ToUniversalTime());

    /// <summary>Whether it speaks for a host name or an address.</summary>
    public bool IsFor(string host) => _certificate.MatchesHostname(host, allowCommonName: false);

    public IEnumerable<Expiry> Expiries(string listener, string path) =>
        new[] { _certificate }.Concat(_above).Select(certificate => Expiry.Of(ExpiringFile.Server, path, certificate, listener));

    /// <summary>Takes the contents of two PEM files; null with what is wrong.</summary>
    /// <param name="certificates">The certificate, then those above it.</param>
    /// <param name="key">The private key of the first.</param>
    /// <param name="clients">Whose certificates clients are asked for.</param>
    /// <param name="fault">What is wrong, to follow the file's name.</param>
    public static ServerCertificate? Find(byte[] certificates, byte[] key, ClientAuthorities clients, out string fault)
    {
        fault = "holds no PEM certificate";
        try
        {
            var all = new X509Certificate2Collection();
            var pem = Encoding.UTF8.GetString(certificates);
            all.ImportFromPem(pem);
            if (all.Count == 0)
            {
                return null;
            }

            fault = "does not go with its Key, which must be the private key of its first certificate in PEM, without a password";
            var above = new X509Certificate2Collection(all.Skip(1).ToArray());
            return new ServerCertificate(X509Certificate2.CreateFromPem(pem, Encoding.UTF8.GetString(key)), above, clients);
        }
        catch (Exception wrong) when (wrong is CryptographicException or ArgumentException)
        {
            return null;
        }
    }
}
