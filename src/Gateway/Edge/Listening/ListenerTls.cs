using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Gateway.Access.Certificates;
using Gateway.Settings;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Gateway.Edge.Listening;

/// <summary>The handshakes of one https listener, each with the certificates of the snapshot in force.</summary>
/// <remarks>
/// The platform does not resume where a list of cipher suites is set, and without one it allows CBC, at the end of its list. So who offers TLS
/// 1.3 gets that alone; who offers TLS 1.2 with an AES-GCM suite for our key gets that without a list, because the platform takes the first of its
/// own list, where GCM stands in front; and whoever else there is gets <see cref="CipherSuites"/> and a whole handshake every time.
/// </remarks>
internal sealed class ListenerTls(Listener listener, ServerCertificate atStart, CurrentSnapshot current, ClientHandshakes clients)
{
    private static readonly List<SslApplicationProtocol> Protocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11];

    private ServerCertificate _last = atStart;

    public void Use(ListenOptions bound, TimeSpan timeout)
    {
        bound.Use(next => connection => PeekAsync(next, connection, timeout));
        bound.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = handshake => new(Options(handshake.Connection, handshake.ClientHelloInfo.ServerName)), HandshakeTimeout = timeout });
    }

    private static async Task PeekAsync(ConnectionDelegate next, ConnectionContext connection, TimeSpan timeout)
    {
        using var late = Deadline.Of(connection, timeout);
        var input = connection.Transport.Input;
        try
        {
            var read = await input.ReadAsync(late.Token);
            var examined = read.Buffer.Start;
            while (ClientHello.IsIncomplete(read.Buffer) && !read.IsCompleted)
            {
                examined = read.Buffer.End;
                input.AdvanceTo(read.Buffer.Start, examined);
                read = await input.ReadAsync(late.Token);
            }

            connection.Features.Set(ClientHello.Read(read.Buffer));
            // What came last is not examined, so that the handshake reads it at once.
            input.AdvanceTo(read.Buffer.Start, examined);
        }
        catch (Exception gone) when (gone is OperationCanceledException or ConnectionResetException or ConnectionAbortedException)
        {
            return;
        }

        await next(connection);
    }

    private SslServerAuthenticationOptions Options(BaseConnectionContext connection, string? host)
    {
        var snapshot = current.Value;
        var options = listener.Options(snapshot.Settings);
        var authorities = snapshot.ClientAuthorities;
        // New settings may not name the listener any more, or as http; it ends at the next start.
        var certificate = _last = snapshot.ServerCertificates.Find(listener.Name, host) ?? _last;
        var offer = connection.Features.Get<ClientOffer>() ?? ClientOffer.Unknown;
        var isSafe = offer.Tls13 || (certificate.HasCurve ? offer.EcdsaGcm : offer.RsaGcm);
        var wanted = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = certificate.Context,
            EnabledSslProtocols = offer.Tls13 ? SslProtocols.Tls13 : isSafe ? SslProtocols.Tls12 : SslProtocols.Tls12 | SslProtocols.Tls13,
            CipherSuitesPolicy = isSafe ? null : CipherSuites.Policy,
            ApplicationProtocols = Protocols,
            AllowRenegotiation = false,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        };
        if (authorities.Any)
        {
            // "Required" means: asked for.
            wanted.ClientCertificateRequired = true;
            wanted.CertificateChainPolicy = authorities.CreatePolicy();
            wanted.RemoteCertificateValidationCallback = (_, shown, chain, _) => clients.Accepts(connection, listener, options, authorities, shown, chain);
        }

        return wanted;
    }
}
