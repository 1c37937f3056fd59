using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Gateway.Upstreams;

namespace Gateway.Checking;

/// <summary>A destination's certificate, looked at whether it is trusted or not. Nothing is sent to it.</summary>
/// <param name="From">From when it holds; null when there was no certificate.</param>
/// <param name="Until">Until when.</param>
/// <param name="Issuer">Who vouches for it.</param>
/// <param name="IsNamed">Whether it names the host.</param>
internal sealed record CertificateLook(DateTimeOffset? From, DateTimeOffset? Until, string Issuer, bool IsNamed)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>Looks; null where no TLS is spoken, or nobody can be reached.</summary>
    public static async Task<CertificateLook?> AtAsync(Destination destination, CancellationToken cancellation)
    {
        if (destination.Address.Scheme != Uri.UriSchemeHttps)
        {
            return null;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Longest);
        CertificateLook? look = null;
        var host = destination.Host?.Split(':')[0] ?? destination.Address.Host;
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(destination.Address.DnsSafeHost, destination.Address.Port, patience.Token);
            await using var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = host,
                    CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                    RemoteCertificateValidationCallback = (_, shown, _, errors) =>
                    {
                        look = shown is X509Certificate2 certificate
                            ? new CertificateLook(certificate.NotBefore, certificate.NotAfter, certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: true), !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
                            : null;
                        // To have seen it is all; the connection ends here.
                        return false;
                    },
                },
                patience.Token);
        }
        catch (Exception refused) when (refused is AuthenticationException or SocketException or IOException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            return look;
        }

        return look;
    }
}
