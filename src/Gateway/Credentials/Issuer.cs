using System.Text.Json;
using Gateway.Upstreams;

namespace Gateway.Credentials;

/// <summary>Asks one issuer of tokens, found by its discovery document; never led elsewhere by an answer.</summary>
internal sealed class Issuer(LoginClient client, HttpClient http) : IDisposable
{
    private const string WellKnown = "/.well-known/openid-configuration";
    private const int LargestAnswer = 256 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private IssuerDocument? _document;

    /// <param name="client">At whom to log in.</param>
    /// <param name="authorities">A bundle of those that vouch for it; null for the system's.</param>
    /// <exception cref="CredentialException">The bundle holds none.</exception>
    public static Issuer Create(LoginClient client, string? authorities)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = client.Issuer.Scheme == Uri.UriSchemeHttps };
        handler.SslOptions.CertificateChainPolicy = TrustFile.Read(authorities);
        return new Issuer(client, new HttpClient(handler) { Timeout = Patience, MaxResponseContentBufferSize = LargestAnswer });
    }

    /// <summary>Begins a login (RFC 8628, 3.1).</summary>
    /// <exception cref="CredentialException">The issuer says no, or cannot be asked.</exception>
    public async Task<DeviceAnswer> BeginAsync(CancellationToken cancellation)
    {
        var address = (await FindAsync(cancellation)).DeviceAuthorizationEndpoint
            ?? throw new CredentialException($"{client.Address} has no device login", "ask who runs it to allow the device flow, or use --token-command");
        var form = client.Form();
        form["scope"] = client.Scope;
        var answer = await AskAsync<DeviceAnswer>(address, form, cancellation);
        return answer is { Error: null, DeviceCode: not null, UserCode: not null, VerificationUri: not null, ExpiresIn: not null }
            ? answer
            : throw Refused(answer.Error, answer.ErrorDescription);
    }

    /// <summary>Asks for a token; an answer with an <c>error</c> is an answer too.</summary>
    /// <exception cref="CredentialException">The issuer cannot be asked.</exception>
    public async Task<TokenAnswer> AskAsync(IEnumerable<KeyValuePair<string, string>> grant, CancellationToken cancellation)
    {
        var address = (await FindAsync(cancellation)).TokenEndpoint!;
        return await AskAsync<TokenAnswer>(address, client.Form().Concat(grant), cancellation);
    }

    /// <summary>What to say of an error.</summary>
    public CredentialException Refused(string? error, string? description)
    {
        var said = UpstreamText.Clean($"{error ?? "an answer without a token"} {description}") ?? "nothing";
        return new CredentialException($"{client.Address} refused the login: {said}", $"look at --client-id, --audience and --scope, then: {client.Command}");
    }

    public void Dispose() => http.Dispose();

    private async Task<IssuerDocument> FindAsync(CancellationToken cancellation)
    {
        if (_document is not null)
        {
            return _document;
        }

        var document = await SendAsync<IssuerDocument>(new HttpRequestMessage(HttpMethod.Get, client.Address + WellKnown), cancellation);
        Uri?[] endpoints = [document.TokenEndpoint, document.DeviceAuthorizationEndpoint ?? document.TokenEndpoint];
        if (document.Issuer?.TrimEnd('/') != client.Address || endpoints.Any(endpoint => endpoint is null || !SafeAddress.IsSafe(endpoint)))
        {
            throw new CredentialException(
                $"{client.Address}{WellKnown} is not that issuer's, or names addresses without https", "take the issuer's address as its tokens have it (iss)");
        }

        return _document = document;
    }

    private Task<T> AskAsync<T>(Uri address, IEnumerable<KeyValuePair<string, string>> form, CancellationToken cancellation) =>
        SendAsync<T>(new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(form) }, cancellation);

    private async Task<T> SendAsync<T>(HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            using (request)
            {
                using var response = await http.SendAsync(request, cancellation);
                // An error of OAuth is a 400 or 401 with a document.
                return (int)response.StatusCode is 200 or 400 or 401
                    ? await response.Content.ReadFromJsonAsync<T>(Json, cancellation) ?? throw new JsonException()
                    : throw new IssuerAwayException($"{request.RequestUri!.GetLeftPart(UriPartial.Authority)} answered {(int)response.StatusCode}");
            }
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException || (failed is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            var why = TransportFailure.ToOutcome(failed, failed is OperationCanceledException, Patience).Words;
            throw new IssuerAwayException($"{request.RequestUri!.GetLeftPart(UriPartial.Authority)} {why}");
        }
        catch (JsonException)
        {
            throw new IssuerAwayException($"{request.RequestUri!.GetLeftPart(UriPartial.Authority)} did not answer as an issuer of tokens");
        }
    }
}
