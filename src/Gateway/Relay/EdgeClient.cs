using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Commands;
using Gateway.Credentials;

namespace Gateway.Relay;

/// <summary>The connections to the edge, with the certificate that is in the files now.</summary>
internal sealed class EdgeClient
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    // The edge may be many, and whoever holds on to one never sees that it is to go.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(10);

    // A laptop that slept or changed networks has connections that nobody answers any more.
    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PingPatience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(15);

    private readonly RelayPlan _plan;
    private readonly Terminal _terminal;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private HttpMessageInvoker _client;
    private string _seen;
    private long _looked;

    /// <exception cref="CredentialException">The files cannot be used.</exception>
    public EdgeClient(RelayPlan plan, Terminal terminal, TimeProvider time)
    {
        (_plan, _terminal, _time) = (plan, terminal, time);
        _seen = Look();
        _looked = time.GetTimestamp();
        _client = Create();
    }

    /// <summary>Connections with the files as they are; those that cannot be used leave the old ones in force, and say so.</summary>
    public HttpMessageInvoker Current
    {
        get
        {
            lock (_lock)
            {
                if (_time.GetElapsedTime(_looked) >= LookEvery)
                {
                    _looked = _time.GetTimestamp();
                    Renew();
                }

                return _client;
            }
        }
    }

    private void Renew()
    {
        var now = Look();
        if (now == _seen)
        {
            return;
        }

        _seen = now;
        try
        {
            // The old connections go when they have been idle for a while: a download may still be under way on one.
            _client = Create();
            _terminal.Error.WriteLine("gateway relay: the certificate files have changed and are used from now on.");
        }
        catch (CredentialException wrong)
        {
            _terminal.Error.WriteLine($"gateway relay: the certificate files have changed, but the old ones stay in use: {wrong.Message}");
        }
    }

    private HttpMessageInvoker Create()
    {
        var isTls = _plan.Edge.Scheme == Uri.UriSchemeHttps;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            // Beyond https a proxy would see what the edge is shown.
            UseProxy = isTls,
            ActivityHeadersPropagator = null,
            ConnectTimeout = ConnectPatience,
            PooledConnectionLifetime = ConnectionLifetime,
            KeepAlivePingDelay = PingAfter,
            KeepAlivePingTimeout = PingPatience,
        };
        if (isTls)
        {
            handler.SslOptions.CertificateChainPolicy = TrustFile.Read(_plan.Credentials.Authorities);
            handler.SslOptions.ClientCertificateContext = ReadCertificate();
        }

        return new HttpMessageInvoker(handler);
    }

    private SslStreamCertificateContext? ReadCertificate()
    {
        if (_plan.Credentials is not { Certificate: { } file, Key: { } key })
        {
            return null;
        }

        try
        {
            var certificate = X509Certificate2.CreateFromPemFile(file, key);
            if (OperatingSystem.IsWindows())
            {
                // There TLS takes keys of a store only.
                certificate = X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
            }

            var others = new X509Certificate2Collection();
            others.ImportFromPemFile(file);
            return SslStreamCertificateContext.Create(certificate, others, offline: true);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new CredentialException(
                $"the client certificate cannot be used: {wrong.Message}", "--certificate and --key take PEM files that belong together; the key without a password");
        }
    }

    /// <summary>What the files hold, as a number: times of files say nothing where links are swapped.</summary>
    private string Look()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in new[] { _plan.Credentials.Certificate, _plan.Credentials.Key, _plan.Credentials.Authorities }.OfType<string>())
        {
            try
            {
                hash.AppendData(File.ReadAllBytes(file));
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
            {
                hash.AppendData([0]);
            }
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
