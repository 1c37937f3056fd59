using System.Net;
using System.Net.Sockets;

namespace Gateway.Lab.Origins;

/// <summary>Kestrel on one loopback port, which stays the same from start to start.</summary>
internal sealed class OriginServer(OriginOptions options, RequestDelegate serve) : IAsyncDisposable
{
    private static readonly CancellationToken AtOnce = new(canceled: true);

    private WebApplication? _app;
    private Socket? _reserved;
    private int _port = options.Port;

    public IPEndPoint EndPoint => new(options.Host, _port);

    public bool IsRunning => _app is not null;

    public async Task StartAsync()
    {
        if (_app is not null)
        {
            throw new InvalidOperationException($"{options.Name} runs already.");
        }

        if (!IPAddress.IsLoopback(options.Host))
        {
            throw new InvalidOperationException($"{options.Name} may listen on a loopback address only, not on {options.Host}.");
        }

        _reserved?.Dispose();
        var app = Build();
        try
        {
            await app.StartAsync();
        }
        catch (IOException)
        {
            await app.DisposeAsync();
            throw;
        }

        _port = new Uri(app.Urls.Single()).Port;
        _app = app;
    }

    public async Task StopAsync()
    {
        if (await EndAsync())
        {
            Reserve();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _reserved?.Dispose();
    }

    private async Task<bool> EndAsync()
    {
        if (Interlocked.Exchange(ref _app, null) is not { } app)
        {
            return false;
        }

        await app.StopAsync(AtOnce);
        await app.DisposeAsync();
        return true;
    }

    /// <summary>Bound and not listening: the port refuses, and no other server gets it before the next start.</summary>
    private void Reserve()
    {
        _reserved = new Socket(options.Host.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _reserved.Bind(EndPoint);
        }
        catch (SocketException)
        {
            // A connection of somebody else's got the number in between; it does not listen either.
        }
    }

    private WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MaxConcurrentConnections = 4096;
            kestrel.Listen(options.Host, _port, listen =>
            {
                listen.Protocols = options.Protocols;
                if (options.Certificate is not null)
                {
                    listen.UseHttps(options.Certificate);
                }
            });
        });
        var app = builder.Build();
        app.Run(serve);
        return app;
    }
}
