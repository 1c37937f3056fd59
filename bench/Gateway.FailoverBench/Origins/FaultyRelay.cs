using System.Net;
using System.Net.Sockets;

namespace Gateway.FailoverBench.Origins;

/// <summary>A line to an origin on which bytes can be held up, as in a network that is parted (connections stand and nothing arrives) or that loses packets.</summary>
internal sealed class FaultyRelay : IAsyncDisposable
{
    private const double LostShare = 0.05;

    // The shortest that Linux waits before it sends again what was lost (TCP_RTO_MIN); each time twice as long.
    private static readonly TimeSpan FirstRepeat = TimeSpan.FromMilliseconds(200);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Uri _to;
    private readonly Task _accepting;
    private volatile TaskCompletionSource _open = Opened();
    private volatile bool _isLossy;

    public FaultyRelay(Uri to)
    {
        _to = to;
        _listener.Start();
        Address = new UriBuilder(to) { Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    public void Part() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Join() => _open.TrySetResult();

    /// <summary>From now on one in twenty pieces is lost on its way and comes when it is sent again.</summary>
    public void Lose() => _isLossy = true;

    public void LoseNothing() => _isLossy = false;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient { NoDelay = true };
        using (client)
        {
            try
            {
                client.NoDelay = true;
                await server.ConnectAsync(_to.Host, _to.Port, _end.Token);
                await Task.WhenAny(PumpAsync(client, server), PumpAsync(server, client));
            }
            catch (Exception gone) when (gone is OperationCanceledException or SocketException)
            {
                // The origin is not there, or the bench ends.
            }
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, _end.Token) is > 0 and var read)
            {
                await _open.Task.WaitAsync(_end.Token);
                for (var repeat = FirstRepeat; _isLossy && Random.Shared.NextDouble() < LostShare; repeat *= 2)
                {
                    await Task.Delay(repeat, _end.Token);
                }

                await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _end.Token);
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Whoever sees the end first ends both.
        }
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }
}
