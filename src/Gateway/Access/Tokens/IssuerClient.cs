using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Access.Tokens;

/// <summary>Asks an issuer for its keys: the discovery document, then the key set it names.</summary>
internal sealed class IssuerClient : IDisposable
{
    private const int LargestDocument = 1024 * 1024;

    // An issuer may sleep for a moment; nobody waits that long for it, the work goes on behind the requests.
    private static readonly TimeSpan LongestAsking = TimeSpan.FromSeconds(10);

    private readonly IssuerPlan _plan;
    private readonly HttpClient _client;
    private readonly bool _isLoopback;

    public IssuerClient(IssuerPlan plan)
    {
        _plan = plan;
        var handler = new SocketsHttpHandler
        {
            Proxy = new IssuerProxy(),
            UseCookies = false,
            // A redirect could lead from https to http, or to a host that was never meant.
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = TrustOnly(plan.Authorities) },
        };
        _client = new HttpClient(handler) { Timeout = LongestAsking, MaxResponseContentBufferSize = LargestDocument };
        _isLoopback = new Uri(plan.Options.Authority).Scheme == Uri.UriSchemeHttp;
    }

    /// <summary>Asks.</summary>
    /// <exception cref="InvalidOperationException">What it says is not what an issuer says; the message tells what, in words that fit into a log.</exception>
    /// <exception cref="HttpRequestException">It is away.</exception>
    /// <exception cref="OperationCanceledException">It was too slow, or the asking was given up.</exception>
    public async Task<IssuerKeys> AskAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        using var discovered = Parse(await ReadAsync(new Uri(_plan.Metadata), cancellation), "its discovery document");
        var name = Claim.Text(discovered.RootElement, "issuer");
        if (name != _plan.Options.Authority)
        {
            throw new InvalidOperationException($"it calls itself {Shown(name)}; Authority has to be exactly that");
        }

        if (!Uri.TryCreate(Claim.Text(discovered.RootElement, "jwks_uri"), UriKind.Absolute, out var address) || !IsSafe(address))
        {
            throw new InvalidOperationException("its discovery document names no address of keys (jwks_uri) that is as safe as its own");
        }

        var text = await ReadAsync(address, cancellation);
        using var _ = Parse(text, "its key set");
        var keys = IssuerKeys.Of(new JsonWebKeySet(text), now);
        keys = keys with { TokenEndpoint = Uri.TryCreate(Claim.Text(discovered.RootElement, "token_endpoint"), UriKind.Absolute, out var tokens) && IsSafe(tokens) ? tokens : null };
        return keys.All.Count > 0 ? keys : throw new InvalidOperationException("it names no key for signatures");
    }

    public void Dispose() => _client.Dispose();

    private async Task<string> ReadAsync(Uri address, CancellationToken cancellation)
    {
        using var answer = await _client.GetAsync(address, cancellation);
        return answer.StatusCode == HttpStatusCode.OK
            ? await answer.Content.ReadAsStringAsync(cancellation)
            : throw new InvalidOperationException($"it answers {address.AbsolutePath} with {(int)answer.StatusCode}");
    }

    /// <summary>Keys that come over http could be anybody's; on loopback the issuer itself does.</summary>
    private bool IsSafe(Uri address) => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback && _isLoopback);

    private static JsonDocument Parse(string text, string what)
    {
        try
        {
            var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
        }
        catch (JsonException)
        {
            // The sentence below says it; what was sent instead may be anything.
        }

        throw new InvalidOperationException($"{what} is no JSON object");
    }

    private static string Shown(string? name) => Claim.IsName(name) ? name! : "nothing that could be shown";

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
