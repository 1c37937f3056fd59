using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Upstreams;

/// <summary>Makes the HTTP clients of clusters: YARP's own, with our certificate authorities, time-outs and trace context.</summary>
internal sealed class UpstreamHttpClients(ILogger<ForwarderHttpClientFactory> logger) : ForwarderHttpClientFactory(logger)
{
    // Long-lived connections would hold on to addresses that DNS no longer names.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(10);

    protected override bool CanReuseOldClient(ForwarderHttpClientContext context) =>
        base.CanReuseOldClient(context) && Keys().All(key => context.OldMetadata?.GetValueOrDefault(key) == context.NewMetadata?.GetValueOrDefault(key));

    protected override void ConfigureHandler(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        base.ConfigureHandler(context, handler);
        var metadata = context.NewMetadata ?? new Dictionary<string, string>();
        handler.PooledConnectionLifetime = ConnectionLifetime;
        handler.ConnectTimeout = TimeSpan.Parse(metadata[ClusterDefaults.ConnectTimeout], CultureInfo.InvariantCulture);
        handler.ActivityHeadersPropagator = metadata[ClusterDefaults.Trust] == nameof(Trust.Internal) ? TraceparentPropagator.Instance : null;
        if (metadata[ClusterDefaults.Certificate] is { Length: > 0 } own)
        {
            handler.SslOptions.ClientCertificateContext = Showing(own);
        }

        if (metadata[ClusterDefaults.Authorities] is { Length: > 0 } pem)
        {
            handler.SslOptions.CertificateChainPolicy = TrustOnly(pem, metadata.ContainsKey(ClusterDefaults.SystemAuthoritiesToo));
        }
    }

    private static SslStreamCertificateContext Showing(string pem)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(pem);
        // Offline: what is above the certificate comes out of its file and not out of the network.
        return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(pem, pem), chain, offline: true);
    }

    private static IEnumerable<string> Keys() => [ClusterDefaults.Authorities, ClusterDefaults.Certificate, ClusterDefaults.ConnectTimeout, ClusterDefaults.Trust];

    private static X509ChainPolicy TrustOnly(string pem, bool systemToo)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(pem);
        if (systemToo)
        {
            using var system = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);
            policy.CustomTrustStore.AddRange(system.Certificates);
        }

        return policy;
    }
}
