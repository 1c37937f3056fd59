using System.Collections.Frozen;
using System.Net;
using System.Net.Http.Headers;
using Gateway.Credentials;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Relay;

/// <summary>One question to the edge: what of the request goes there, and what of the answer comes back.</summary>
/// <param name="plan">Where to.</param>
/// <param name="path">The path and query, as <c>go</c> wrote them.</param>
/// <param name="shown">The token that is shown; null for none.</param>
/// <param name="tokens">Where another token comes from when that one is refused; null when none is to be tried.</param>
internal sealed class EdgeExchange(RelayPlan plan, string path, string? shown, TokenInForce? tokens) : HttpTransformer
{
    // Everything else stays here: cookies, credentials, identities that a program on this machine makes up.
    private static readonly string[] Asked =
    [
        "Accept", "Accept-Encoding", "User-Agent", "Range", "If-Range", "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "Cache-Control", "Via",
    ];

    private static readonly FrozenSet<string> Answered = new[]
    {
        "Accept-Ranges", "Age", "Cache-Control", "Cache-Status", "Content-Encoding", "Content-Length", "Content-Range", "Content-Type", "Date", "ETag", "Expires",
        "Last-Modified", "Retry-After", "Vary", "WWW-Authenticate", "X-Request-ID",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // go's own spelling of a path reaches the edge, which judges it.
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>The token to ask with again; null unless the one shown was refused and there is another.</summary>
    public string? Renewed { get; private set; }

    /// <summary>Why there is no other; null where nothing is wrong.</summary>
    public CredentialException? Missing { get; private set; }

    /// <summary>Whether the edge led elsewhere, where nobody follows.</summary>
    public bool IsRedirect { get; private set; }

    public override ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        proxyRequest.RequestUri = new Uri(plan.EdgeText + path, AsWritten);
        foreach (var name in Asked)
        {
            if (httpContext.Request.Headers.TryGetValue(name, out var values))
            {
                proxyRequest.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        proxyRequest.Headers.TryAddWithoutValidation("Via", $"1.1 {plan.Name}");
        proxyRequest.Headers.Authorization = shown is null ? null : new AuthenticationHeaderValue("Bearer", shown);
        return ValueTask.CompletedTask;
    }

    public override async ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is null)
        {
            return false;
        }

        if (proxyResponse.StatusCode == HttpStatusCode.Unauthorized && await RenewAsync(cancellationToken))
        {
            return false;
        }

        IsRedirect = (int)proxyResponse.StatusCode is >= 300 and < 400 and not StatusCodes.Status304NotModified;
        if (IsRedirect)
        {
            return false;
        }

        foreach (var (name, values) in proxyResponse.Headers.NonValidated.Concat(proxyResponse.Content.Headers.NonValidated))
        {
            if (Answered.Contains(name))
            {
                httpContext.Response.Headers[name] = values.ToArray();
            }
        }

        return true;
    }

    /// <summary>Whether the refusal is not to be passed on.</summary>
    private async ValueTask<bool> RenewAsync(CancellationToken cancellation)
    {
        if (shown is null || tokens is null)
        {
            return false;
        }

        try
        {
            var token = await tokens.RenewAsync(shown, cancellation);
            Renewed = token == shown ? null : token;
        }
        catch (CredentialException missing)
        {
            Missing = missing;
        }

        return Renewed is not null || Missing is not null;
    }
}
