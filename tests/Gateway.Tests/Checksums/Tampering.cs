using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Checksums;

/// <summary>Stands in front of a real server and changes what it answers, as whoever took over a proxy would.</summary>
internal sealed class Tampering : IAsyncDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });
    private readonly WebApplication _app;

    private Tampering(WebApplication app, Uri target) => (_app, Target) = (app, target);

    /// <summary>Where requests go; may be changed.</summary>
    public Uri Target { get; set; }

    /// <summary>What becomes of a body that was found, by its path below the target.</summary>
    public Func<string, byte[], byte[]> Change { get; set; } = static (_, body) => body;

    /// <summary>What is waited for before a path is answered.</summary>
    public Func<string, Task> Hold { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Whether bodies come without a length.</summary>
    public bool IsChunked { get; set; }

    /// <summary>How often bodies were asked for.</summary>
    public List<string> Asked { get; } = [];

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/");

    public static async Task<Tampering> StartAsync(Uri target)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var tampering = new Tampering(app, target);
        app.Run(tampering.AnswerAsync);
        await app.StartAsync();
        return tampering;
    }

    public int AskedFor(string end)
    {
        lock (Asked)
        {
            return Asked.Count(path => path.EndsWith(end, StringComparison.Ordinal));
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var hurry = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(hurry.Token);
        await _app.DisposeAsync();
        _client.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value![1..];
        lock (Asked)
        {
            Asked.Add(path);
        }

        await Hold(path);
        using var response = await _client.GetAsync(new Uri(Target, path), context.RequestAborted);
        var body = await response.Content.ReadAsByteArrayAsync(context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        body = response.StatusCode == HttpStatusCode.OK ? Change(path, body) : body;
        context.Response.Headers.ETag = $"\"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(body))}\"";
        context.Response.ContentLength = IsChunked ? null : body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
