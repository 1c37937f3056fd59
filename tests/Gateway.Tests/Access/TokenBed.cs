using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;

namespace Gateway.Tests.Access;

/// <summary>A gateway that asks for tokens, and one origin behind it.</summary>
internal sealed class TokenBed : IAsyncDisposable
{
    private int _path;

    private TokenBed(Origin origin, LabGateway gateway) => (Origin, Gateway) = (origin, gateway);

    public Origin Origin { get; }

    public LabGateway Gateway { get; }

    /// <summary>A gateway with one listener.</summary>
    /// <param name="issuers">What <c>Tokens:Issuers</c> says.</param>
    /// <param name="clients">What its listener asks for.</param>
    /// <param name="change">What else its settings say.</param>
    /// <param name="time">Its clock.</param>
    public static async Task<TokenBed> StartAsync(JsonArray issuers, string clients = "Token", Action<LabSettings>? change = null, TimeProvider? time = null)
    {
        var origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public() });
        try
        {
            var settings = new LabSettings().Cluster(origin).Set("Tokens:Issuers", issuers)
                // Wrong credentials by the thousand are the very thing here.
                .Set("Limits:Failures:Free", 100_000);
            settings.Json["Listeners"]!["Plain"]!["Clients"] = clients;
            change?.Invoke(settings);
            // The first route wins: a test may have named one.
            settings.Route("*", origin.Name, new { Name = "origin" });
            return new TokenBed(origin, await LabGateway.StartAsync(settings, time ?? TimeProvider.System));
        }
        catch
        {
            await origin.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks for something that nobody has asked for before.</summary>
    public Task<Reply> BearerAsync(string? token) => GetAsync(token is null ? null : $"Bearer {token}");

    public Task<Reply> BasicAsync(string name, string token) => GetAsync($"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{token}"))}");

    public async Task<Reply> GetAsync(string? authorization, string? path = null, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path ?? $"/example.org/none{Interlocked.Increment(ref _path)}/@v/list");
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        using var response = await Gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return new Reply((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), response.Headers);
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Origin.DisposeAsync();
    }

    /// <summary>An answer. 404 is what an origin says that does not have the module: the request got through.</summary>
    internal sealed record Reply(int Status, string Text, HttpResponseHeaders Headers)
    {
        public bool IsLetIn => Status is 200 or 404;
    }
}
