using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using StackExchange.Redis;

namespace Gateway.Caching;

/// <summary>Connects to Redis as it is now: with the password that is in the file now, to the master that the sentinels name now.</summary>
internal sealed class RedisConnector(RedisOptions options, RedisSecrets secrets, RedisNames names, TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    /// <exception cref="RedisException">Redis cannot be reached, or refuses us.</exception>
    /// <exception cref="IOException">The password cannot be read, or no sentinel knows the master.</exception>
    public async Task<RedisConnection> ConnectAsync(CancellationToken cancellation)
    {
        var configuration = Configuration();
        if (configuration.ServiceName is { Length: > 0 } service)
        {
            var master = await new RedisSentinels(Dial).FindMasterAsync(configuration, service, cancellation);
            configuration.EndPoints.Clear();
            configuration.EndPoints.Add(master);
            configuration.ServiceName = null;
        }

        configuration.Password = RedisPassword.Read(options.PasswordFile);
        return new RedisConnection(await Dial(configuration, cancellation));
    }

    private ConfigurationOptions Configuration()
    {
        var configuration = RedisAddress.Parse(options.Connection);
        configuration.AbortOnConnectFail = true;
        configuration.AllowAdmin = false;
        configuration.ClientName ??= $"gateway-{names.Gateway}";
        configuration.ConnectRetry = 1;
        configuration.ConnectTimeout = (int)Longest.TotalMilliseconds;
        configuration.SyncTimeout = (int)Longest.TotalMilliseconds;
        configuration.KeepAlive = 10;
        // Keys and channels of the library's own that we have no use for.
        configuration.TieBreaker = "";
        configuration.ConfigurationChannel = "";
        configuration.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        if (secrets.Authorities is { } pem)
        {
            configuration.CertificateValidation += (_, certificate, chain, errors) => IsTrusted(certificate, chain, errors, pem);
        }

        return configuration;
    }

    private async Task<ConnectionMultiplexer> Dial(ConfigurationOptions configuration, CancellationToken cancellation)
    {
        // It has been seen to hold its caller's thread while names are looked up.
        var dialled = Task.Run(() => ConnectionMultiplexer.ConnectAsync(configuration), cancellation);
        try
        {
            return await dialled.WaitAsync(2 * Longest, time, cancellation);
        }
        catch
        {
            _ = HangUpAsync(dialled);
            throw;
        }
    }

    private static async Task HangUpAsync(Task<ConnectionMultiplexer> dialled)
    {
        try
        {
            await new RedisConnection(await dialled).DisposeAsync();
        }
        catch (Exception)
        {
            // It never came about.
        }
    }

    private static bool IsTrusted(X509Certificate? certificate, X509Chain? sent, SslPolicyErrors errors, string pem)
    {
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
        {
            return false;
        }

        using var own = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.ImportFromPem(pem);
        foreach (var element in sent?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(own);
    }
}
