using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Gateway.Lab.Origins;

namespace Gateway.Tests.Lab;

/// <summary>A client that follows nothing, keeps nothing and presents the lab's credentials when asked to.</summary>
internal sealed class OriginClient : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.Zero,
    })
    {
        Timeout = TimeSpan.FromSeconds(30),
    };

    public OriginClient(Origin origin, string? credentials = null)
    {
        _client.BaseAddress = origin.Address;
        if (credentials is not null)
        {
            var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials));
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", basic);
        }
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, headers);

    public Task<HttpResponseMessage> HeadAsync(string path) => SendAsync(HttpMethod.Head, path, []);

    /// <summary>Returns at the headers.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
    }

    public async Task<string> TextAsync(string path)
    {
        using var response = await GetAsync(path);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        return await response.Content.ReadAsStringAsync(Cancellation);
    }

    /// <summary>Reads until the end or the break, and says how many bytes came and whether the end was a right one.</summary>
    public static async Task<(long Bytes, bool IsWhole)> DrainAsync(HttpResponseMessage response)
    {
        var buffer = new byte[64 * 1024];
        var bytes = 0L;
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(Cancellation);
            while (await body.ReadAsync(buffer, Cancellation) is > 0 and var read)
            {
                bytes += read;
            }

            return (bytes, true);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            return (bytes, false);
        }
    }

    public void Dispose() => _client.Dispose();
}
