using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Gateway.Lab.Origins;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Exchanging;

/// <summary>A token endpoint that can be wrong in every way. The token it gives is <c>for-</c> and what follows in the caller's name.</summary>
internal sealed class ExchangePoint : IAsyncDisposable
{
    private readonly OriginServer _server;
    private readonly ConcurrentQueue<IFormCollection> _forms = new();
    private readonly ConcurrentQueue<string> _authorizations = new();
    private readonly string _scheme;

    private ExchangePoint(X509Certificate2? certificate)
    {
        _server = new OriginServer(new OriginOptions { Name = "exchange", Certificate = certificate }, ServeAsync);
        _scheme = certificate is null ? "http" : "https";
    }

    public string Address => $"{_scheme}://{_server.EndPoint}/token";

    /// <summary>What it answers; rightly when it is not said.</summary>
    public Func<HttpContext, Task>? Answer { get; set; }

    /// <summary>For how many seconds its tokens are good.</summary>
    public int Lifetime { get; set; } = 100;

    /// <summary>What it was asked.</summary>
    public IReadOnlyCollection<IFormCollection> Forms => _forms;

    /// <summary>Who asked, as the header says.</summary>
    public IReadOnlyCollection<string> Authorizations => _authorizations;

    public static async Task<ExchangePoint> StartAsync(X509Certificate2? certificate = null)
    {
        var point = new ExchangePoint(certificate);
        await point._server.StartAsync();
        return point;
    }

    public Task StopAsync() => _server.StopAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ServeAsync(HttpContext context)
    {
        _authorizations.Enqueue(context.Request.Headers.Authorization.ToString());
        _forms.Enqueue(await context.Request.ReadFormAsync());
        if (Answer is { } answer)
        {
            await answer(context);
        }
        else
        {
            await context.Response.WriteAsJsonAsync(new { access_token = $"exchanged-{_forms.Count}", issued_token_type = "urn:ietf:params:oauth:token-type:access_token", token_type = "bearer", expires_in = Lifetime });
        }
    }
}
