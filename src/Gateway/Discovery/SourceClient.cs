using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Gateway.Discovery;

/// <summary>Asks etcd or Consul over HTTP, and the next one of its servers after a failure.</summary>
internal sealed class SourceClient : IDisposable
{
    private const int LargestAnswer = 16 * 1024 * 1024;

    private readonly Uri[] _servers;
    private readonly TimeSpan _timeout;
    private readonly HttpClient _client;
    private int _server;

    /// <param name="plan">Whom to ask.</param>
    /// <param name="timeout">The longest to wait for an answer that needs no waiting.</param>
    public SourceClient(DiscoveryPlan plan, TimeSpan timeout)
    {
        _servers = [.. plan.Options.Addresses.Select(address => new Uri(address.TrimEnd('/') + "/"))];
        _timeout = timeout;
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ConnectTimeout = timeout,
            ActivityHeadersPropagator = null,
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = TrustOnly(plan.Secrets.Authorities) },
        };
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = LargestAnswer };
    }

    /// <summary>Asks and reads the whole answer.</summary>
    public async Task<(JsonElement Body, HttpResponseMessage Response)> AskAsync(HttpRequestMessage request, TimeSpan wait, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(_timeout + wait);
        using var response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, patience.Token);
        using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(patience.Token));
        return (document.RootElement.Clone(), response);
    }

    /// <summary>Asks for an answer that goes on and on.</summary>
    public async Task<HttpResponseMessage> OpenAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(_timeout);
        return await SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
    }

    /// <summary>The next question goes to another server, if there is one.</summary>
    public void TurnToNext() => _server = (_server + 1) % _servers.Length;

    public void Dispose() => _client.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, HttpCompletionOption completion, CancellationToken cancellation)
    {
        var server = _servers[_server];
        request.RequestUri = new Uri(server, request.RequestUri!);
        var response = await _client.SendAsync(request, completion, cancellation);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        response.Dispose();
        throw new HttpRequestException($"{server.Authority} answered {(int)response.StatusCode}");
    }

    private static X509ChainPolicy? TrustOnly(string? pem)
    {
        if (pem is null)
        {
            return null;
        }

        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(pem);
        return policy;
    }
}
