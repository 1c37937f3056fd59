using System.Security.Cryptography.X509Certificates;
using Gateway.Edge;
using Gateway.Edge.Listening;
using Gateway.Settings;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Access.Certificates;

/// <summary>Judges what clients show at handshakes, and goes on to look after the connections: a certificate may be revoked or end meanwhile.</summary>
internal sealed class ClientHandshakes(CurrentSnapshot current, CertificatesMetrics metrics, TimeProvider time, ILogger<ClientHandshakes> logger)
{
    /// <summary>Called with every handshake that is ended here; must be quick.</summary>
    public event Action<RefusedHandshake>? Refused;

    /// <summary>Whether the handshake goes on. Where bad certificates are answered it always does, and the request is refused in words.</summary>
    /// <param name="connection">Its <see cref="EdgeConnection"/> gets the <see cref="ShownCertificate"/>.</param>
    /// <param name="listener">Where it came in.</param>
    /// <param name="options">What that asks of clients.</param>
    /// <param name="authorities">Who vouches for clients.</param>
    /// <param name="certificate">What was shown; null for nothing.</param>
    /// <param name="chain">The chain that was built of it by <see cref="ClientAuthorities.CreatePolicy"/>.</param>
    public bool Accepts(
        BaseConnectionContext connection, Listener listener, ListenerOptions options, ClientAuthorities authorities, X509Certificate? certificate, X509Chain? chain)
    {
        var refuses = options.BadCertificates == BadCertificates.Refuse;
        if (certificate is not X509Certificate2 shown || chain is null)
        {
            if (refuses && options.Clients is ClientPolicy.Certificate or ClientPolicy.CertificateAndToken)
            {
                metrics.Shown(listener.Name, CertificateFault.Missing, isRefused: true);
                logger.CertificateMissing(listener.Name, connection.RemoteEndPoint);
                Refused?.Invoke(new RefusedHandshake(listener.Name, connection.RemoteEndPoint, null, "no client certificate was shown"));
                return false;
            }

            return true;
        }

        var verdict = authorities.Judge(chain, time.GetUtcNow());
        var isBad = verdict.Fault != CertificateFault.None;
        metrics.Shown(listener.Name, verdict.Fault, isBad && refuses);
        if (isBad)
        {
            logger.CertificateRefused(listener.Name, connection.RemoteEndPoint, ClientAuthorities.Fingerprint(shown), verdict.Shown.Fault!);
        }

        if (isBad && refuses)
        {
            Refused?.Invoke(new RefusedHandshake(listener.Name, connection.RemoteEndPoint, ClientAuthorities.Fingerprint(shown), verdict.Shown.Fault!));
            return false;
        }

        var feature = new ShownCertificate(shown, chain, verdict, time);
        connection.Features.GetRequiredFeature<EdgeConnection>().Certificate = feature;
        if (!isBad)
        {
            new WatchedConnection(connection, listener.Name, feature, current, metrics, logger).Watch();
        }

        return true;
    }
}
