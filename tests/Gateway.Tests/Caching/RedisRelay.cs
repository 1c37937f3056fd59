using System.Net;
using System.Net.Sockets;

namespace Gateway.Tests.Caching;

/// <summary>A line to a Redis server that can be cut for those behind it, while others still reach the server.</summary>
internal sealed class RedisRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly List<TcpClient> _lines = [];
    private Task _accepting = Task.CompletedTask;
    private bool _isCut;

    private RedisRelay() => _listener.Start();

    public string Address => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public static Task<RedisRelay> StartAsync(int port)
    {
        var relay = new RedisRelay();
        relay._accepting = relay.AcceptAsync(port);
        return Task.FromResult(relay);
    }

    /// <summary>Cuts every line, and every new one at once.</summary>
    public void Cut()
    {
        lock (_gate)
        {
            _isCut = true;
            _lines.ForEach(line => line.Dispose());
            _lines.Clear();
        }
    }

    public void Mend()
    {
        lock (_gate)
        {
            _isCut = false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        Cut();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync(int port)
    {
        while (true)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                var server = new TcpClient { NoDelay = true };
                client.NoDelay = true;
                try
                {
                    await server.ConnectAsync(IPAddress.Loopback, port, _end.Token);
                }
                catch (SocketException)
                {
                    // Nobody is there now.
                    client.Dispose();
                    server.Dispose();
                    continue;
                }

                lock (_gate)
                {
                    _lines.AddRange([client, server]);
                }

                if (_isCut)
                {
                    Cut();
                }

                _ = PumpAsync(client, server);
                _ = PumpAsync(server, client);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to)
    {
        try
        {
            await from.GetStream().CopyToAsync(to.GetStream(), _end.Token);
        }
        catch (Exception cut) when (cut is IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // That is what it is for.
        }
    }
}
