using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Discovery;

/// <summary>Behaves as the documentation of Consul's <c>/v1/health/service</c> and of its blocking queries says.</summary>
/// <remarks>Debian has no Consul, so that the real one cannot be had for tests.</remarks>
internal sealed class ConsulLike : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _instances = "[]";
    private long _index = 1;

    private ConsulLike(WebApplication app) => _app = app;

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>What everybody must send in <c>X-Consul-Token</c>; empty for nothing.</summary>
    public string Token { get; set; } = "";

    /// <summary>The queries so far.</summary>
    public List<string> Queries { get; } = [];

    /// <param name="cancellation">Ends the start.</param>
    /// <param name="certificate">What it speaks TLS with; null for not at all.</param>
    public static async Task<ConsulLike> StartAsync(CancellationToken cancellation, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        var app = builder.Build();
        var consul = new ConsulLike(app);
        app.MapGet("/v1/health/service/{service}", consul.AnswerAsync);
        await app.StartAsync(cancellation);
        return consul;
    }

    /// <summary>Other instances pass their checks now.</summary>
    public void Set(string instances, long? index = null)
    {
        lock (_gate)
        {
            (_instances, _index) = (instances, index ?? _index + 1);
            _changed.SetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Task changed;
        lock (_gate)
        {
            Queries.Add($"{context.Request.Path}{context.Request.QueryString}");
            // It blocks only while the index is the one that the client has seen.
            changed = context.Request.Query["index"] == _index.ToString(CultureInfo.InvariantCulture) ? _changed.Task : Task.CompletedTask;
        }

        if (Token.Length > 0 && context.Request.Headers["X-Consul-Token"] != Token)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        await changed.WaitAsync(context.RequestAborted);
        var (instances, index) = Now();
        context.Response.Headers["X-Consul-Index"] = index.ToString(CultureInfo.InvariantCulture);
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(instances, context.RequestAborted);
    }

    private (string Instances, long Index) Now()
    {
        lock (_gate)
        {
            return (_instances, _index);
        }
    }
}
