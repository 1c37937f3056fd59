using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Access.Advisories;

/// <summary>Fetches files of a feed, with validators for what is known of them.</summary>
internal sealed class FeedClient : IDisposable
{
    // A published database is many small files behind one server.
    private const int MostConnections = 8;

    private readonly Uri _root;
    private readonly HttpClient _client;

    public FeedClient(Uri root, AdvisoryFeedOptions options)
    {
        _root = root;
        _client = new HttpClient(new SocketsHttpHandler
        {
            UseCookies = false,
            // The environment's, where it cannot read or change anything; what comes by http is near by, and asked for directly.
            UseProxy = root.Scheme == Uri.UriSchemeHttps,
            // A redirect could lead from https to http, or to a host that was never meant.
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.GZip,
            MaxConnectionsPerServer = MostConnections,
            ActivityHeadersPropagator = null,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = TrustOnly(options.Authorities) },
        })
        {
            // The reading as a whole has a bound.
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Fetches a file; null when it is the one that is known.</summary>
    /// <param name="path">Its path below the address of the feed; empty for the address itself.</param>
    /// <param name="known">What is known of it; null when nothing is.</param>
    /// <param name="budget">What the reading may still come to.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="HttpRequestException">There is no answer, or another than 200 and 304.</exception>
    /// <exception cref="FormatException">It is too large.</exception>
    public async Task<FeedFile?> FindAsync(string path, FeedFile? known, FeedBudget budget, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path.Length == 0 ? _root : new Uri(_root, path));
        if (known?.ETag is { } tag)
        {
            request.Headers.IfNoneMatch.Add(tag);
        }

        request.Headers.IfModifiedSince = known?.LastModified;
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (response.StatusCode == HttpStatusCode.NotModified && known is not null)
        {
            return null;
        }

        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new HttpRequestException($"it answered {(int)response.StatusCode} for {request.RequestUri!.AbsolutePath}");
        }

        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        return new FeedFile(await budget.ReadAsync(body, cancellation), response.Headers.ETag, response.Content.Headers.LastModified);
    }

    public void Dispose() => _client.Dispose();

    private static X509ChainPolicy? TrustOnly(string file)
    {
        if (file.Length == 0)
        {
            return null;
        }

        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(file);
        return policy;
    }
}
