using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Gateway.Access.Tokens;

namespace Gateway.Exchanging;

/// <summary>Asks a token endpoint for another token (RFC 8693, 2).</summary>
internal sealed class ExchangeClient : IDisposable
{
    private const string Grant = "urn:ietf:params:oauth:grant-type:token-exchange";
    private const int LargestReply = 256 * 1024;
    private const int LongestToken = 16 * 1024;

    // What is wrong with the caller's token, or with what he may have; every other error is for the operators.
    private static readonly string[] Refusals = ["invalid_grant", "invalid_request", "access_denied"];

    // A refused token is refused again; but who is let in a moment later must not wait long.
    private static readonly TimeSpan RefusalLifetime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FailureLifetime = TimeSpan.FromSeconds(1);

    // Where the issuer does not say, which RFC 6749 (5.1) only recommends.
    private static readonly TimeSpan UnknownLifetime = TimeSpan.FromMinutes(1);

    // Used up before its end, so that none expires on its way.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    private readonly ExchangePlan _plan;
    private readonly HttpClient _client;
    private readonly TimeProvider _time;

    /// <param name="plan">What to ask for, and as whom.</param>
    /// <param name="authorities">The PEM text of the certificate authorities; null when the system's hold.</param>
    /// <param name="time">The clock.</param>
    public ExchangeClient(ExchangePlan plan, string? authorities, TimeProvider time)
    {
        (_plan, _time) = (plan, time);
        var handler = new SocketsHttpHandler
        {
            Proxy = new IssuerProxy(),
            UseCookies = false,
            // A token must not follow where somebody else leads it.
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = TrustOnly(authorities) },
        };
        _client = new HttpClient(handler) { Timeout = plan.Options.Timeout, MaxResponseContentBufferSize = LargestReply };
    }

    /// <summary>Asks. Never throws: what goes wrong is a fault in words.</summary>
    public async Task<ExchangeReply> AskAsync(Uri endpoint, PassableToken token)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new FormUrlEncodedContent(Form(token)) };
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            if (_plan.Secret is { } secret)
            {
                // RFC 6749, 2.3.1: both are form-encoded first.
                var pair = $"{WebUtility.UrlEncode(_plan.Options.ClientId)}:{WebUtility.UrlEncode(secret)}";
                request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
            }

            using var answer = await _client.SendAsync(request);
            using var said = Parse(await answer.Content.ReadAsByteArrayAsync());
            return answer.StatusCode == HttpStatusCode.OK ? Take(said?.RootElement, endpoint) : Refuse(said?.RootElement, answer.StatusCode, endpoint);
        }
        catch (OperationCanceledException)
        {
            return Fail($"{endpoint.Authority} does not answer in time");
        }
        catch (ObjectDisposedException)
        {
            return Fail("the settings have changed at this moment");
        }
        catch (Exception away) when (away is HttpRequestException or IOException)
        {
            return Fail($"{endpoint.Authority} cannot be asked ({away.GetBaseException().Message.Split('\n')[0].TrimEnd('\r', '.')})");
        }
    }

    /// <summary>What could not even be asked for.</summary>
    public ExchangeReply Fail(string why) => new() { Fault = ExchangeFault.Failed(_plan.Cluster, why), Until = _time.GetUtcNow() + FailureLifetime };

    public void Dispose() => _client.Dispose();

    private IEnumerable<KeyValuePair<string, string>> Form(PassableToken token)
    {
        var options = _plan.Options;
        (string Name, string Value)[] fields =
        [
            ("grant_type", Grant),
            ("subject_token", token.Text),
            ("subject_token_type", token.Caller.IsIdToken ? TokenTypes.IdToken : TokenTypes.AccessToken),
            ("requested_token_type", options.RequestedTokenType),
            ("audience", options.Audience),
            ("resource", options.Resource),
            ("scope", options.Scope),
            ("client_id", _plan.Secret is null ? options.ClientId : ""),
        ];
        return fields.Where(field => field.Value.Length > 0).Select(field => KeyValuePair.Create(field.Name, field.Value));
    }

    private ExchangeReply Take(JsonElement? said, Uri endpoint)
    {
        if (said is not { } reply || Claim.Text(reply, "access_token") is not { Length: > 0 and <= LongestToken } token || !token.All(static letter => letter is > ' ' and <= '~'))
        {
            return Fail($"{endpoint.Authority} answers without a token that could be shown (access_token)");
        }

        // N_A is what RFC 8693 (2.2.1) has for tokens that are no access tokens, such as id tokens: they are shown all the same.
        var type = Claim.Text(reply, "token_type");
        if (type is not null && !type.Equals("Bearer", StringComparison.OrdinalIgnoreCase) && !type.Equals("N_A", StringComparison.OrdinalIgnoreCase))
        {
            return Fail($"{endpoint.Authority} gives a token that is no Bearer token");
        }

        var lifetime = reply.TryGetProperty("expires_in", out var seconds) && seconds.ValueKind == JsonValueKind.Number && seconds.TryGetInt32(out var known) && known >= 0
            ? TimeSpan.FromSeconds(known)
            : UnknownLifetime;
        var margin = lifetime < 10 * Margin ? lifetime / 10 : Margin;
        return new ExchangeReply { Authorization = new AuthenticationHeaderValue("Bearer", token), Until = _time.GetUtcNow() + lifetime - margin };
    }

    private ExchangeReply Refuse(JsonElement? said, HttpStatusCode status, Uri endpoint)
    {
        // Its description may hold what it was sent.
        var error = said is { } reply && Claim.Text(reply, "error") is { Length: > 0 and <= 64 } code && code.All(static letter => char.IsAsciiLetterLower(letter) || letter == '_')
            ? code
            : null;
        return error is not null && Refusals.Contains(error) && (int)status < 500
            ? new ExchangeReply { Fault = ExchangeFault.Refused(endpoint.Authority, error), Until = _time.GetUtcNow() + RefusalLifetime }
            : Fail($"{endpoint.Authority} answers {(int)status}{(error is null ? "" : $", {error}")}");
    }

    private static JsonDocument? Parse(byte[] text)
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
            // A page of a proxy, say: the status tells enough.
        }

        return null;
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
