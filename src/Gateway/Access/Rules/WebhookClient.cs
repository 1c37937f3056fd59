using System.Net;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using Gateway.Upstreams;

namespace Gateway.Access.Rules;

/// <summary>Asks webhooks, in the words of Athens' validator.</summary>
internal sealed class WebhookClient : IDisposable
{
    // Of a reason one short line is shown.
    private const int LargestReason = 16 * 1024;

    // Whoever answers slowly must not be asked by ever more connections.
    private const int MostConnections = 32;

    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        MaxConnectionsPerServer = MostConnections,
        ActivityHeadersPropagator = null,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = LargestReason,
    };

    /// <summary>Whether a version may be given out, and the reason.</summary>
    /// <exception cref="HttpRequestException">There is no answer, or one that is neither yes nor no.</exception>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    public async Task<(bool IsYes, string Reason)> AskAsync(string url, string module, string version, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new StringContent(JsonSerializer.Serialize(new { Module = module, Version = version }), Encoding.UTF8, MediaTypeNames.Application.Json),
        };
        using var response = await _client.SendAsync(request, cancellation);
        return response.StatusCode switch
        {
            HttpStatusCode.OK or HttpStatusCode.NoContent => (true, ""),
            HttpStatusCode.Forbidden => (false, UpstreamText.Clean(await response.Content.ReadAsStringAsync(cancellation)) ?? ""),
            var other => throw new HttpRequestException($"it answered {(int)other}, which is neither 200 nor 403"),
        };
    }

    public void Dispose() => _client.Dispose();
}
