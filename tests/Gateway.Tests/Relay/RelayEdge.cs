using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Gateway.Lab.Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Gateway.Tests.Relay;

/// <summary>An edge that asks for a client certificate, notes what it is asked, and answers as a test wants.</summary>
internal sealed class RelayEdge : IAsyncDisposable
{
    private readonly ConcurrentQueue<RelayAsked> _asked = new();
    private readonly X509Certificate2 _certificate;
    private readonly ClientCertificateMode _mode;
    private WebApplication? _app;

    private RelayEdge(X509Certificate2 certificate, ClientCertificateMode mode, int port)
    {
        _certificate = certificate;
        _mode = mode;
        Port = port;
    }

    public int Port { get; private set; }

    public Uri Address => new($"https://127.0.0.1:{Port}");

    public IReadOnlyList<RelayAsked> Asked => [.. _asked];

    /// <summary>What it answers; "hello" where nothing is said.</summary>
    public RequestDelegate Answer { get; set; } = static context => context.Response.WriteAsync("hello");

    public static async Task<RelayEdge> StartAsync(LabAuthority authority, bool wantsCertificate = false, IReadOnlyList<string>? names = null)
    {
        var mode = wantsCertificate ? ClientCertificateMode.RequireCertificate : ClientCertificateMode.AllowCertificate;
        var edge = new RelayEdge(authority.IssueServer(names), mode, port: 0);
        await edge.StartAgainAsync();
        return edge;
    }

    /// <summary>Starts it on the port it had before.</summary>
    public async Task StartAgainAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(server => server.Listen(IPAddress.Loopback, Port, door => door.UseHttps(https =>
        {
            https.ServerCertificate = _certificate;
            https.ClientCertificateMode = _mode;
            https.AllowAnyClientCertificate();
        })));
        _app = builder.Build();
        _app.Run(async context =>
        {
            var certificate = await context.Connection.GetClientCertificateAsync();
            _asked.Enqueue(new RelayAsked(
                context.Features.Get<IHttpRequestFeature>()!.RawTarget,
                context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                certificate?.GetNameInfo(X509NameType.DnsName, forIssuer: false)));
            await Answer(context);
        });
        await _app.StartAsync();
        Port = new Uri(_app.Urls.Single()).Port;
    }

    /// <summary>Hangs up on everybody and listens no more.</summary>
    public async Task StopAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await _app!.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
        _app = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await StopAsync();
        }

        _certificate.Dispose();
    }
}
