using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Lab.Origins;

/// <summary>A socket that does what no HTTP server would do, to every connection alike.</summary>
internal sealed class RawOrigin : IAsyncDisposable
{
    private const int LargestHead = 64 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<string> _heads = new();
    private readonly Func<RawOrigin, NetworkStream, CancellationToken, Task> _act;
    private readonly Task _accepting;
    private int _connections;

    private RawOrigin(Func<RawOrigin, NetworkStream, CancellationToken, Task> act)
    {
        _act = act;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}/");

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>The requests that were read, up to their empty lines.</summary>
    public IReadOnlyCollection<string> Heads => _heads;

    /// <summary>Accepts, reads nothing and says nothing: a TLS handshake hangs as well.</summary>
    public static RawOrigin Silent() =>
        new(static (_, _, stopping) => Task.Delay(Timeout.InfiniteTimeSpan, stopping));

    /// <summary>Reads the request and resets the connection.</summary>
    public static RawOrigin Resetting() => new(static async (origin, stream, stopping) =>
    {
        await origin.ReadHeadAsync(stream, stopping);
        stream.Socket.Close(0);
    });

    /// <summary>Reads the request, sends these bytes, be they HTTP or not, and closes.</summary>
    public static RawOrigin Sending(ReadOnlyMemory<byte> bytes) => new(async (origin, stream, stopping) =>
    {
        await origin.ReadHeadAsync(stream, stopping);
        await stream.WriteAsync(bytes, stopping);
        stream.Socket.Shutdown(SocketShutdown.Send);
    });

    /// <summary>A 200 without length that ends in the middle: <paramref name="sent"/> is all that ever comes of the body.</summary>
    public static RawOrigin CuttingWithoutLength(string contentType, ReadOnlySpan<byte> sent) =>
        Sending((byte[])[.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: {contentType}\r\nConnection: close\r\n\r\n"), .. sent]);

    public static RawOrigin Garbage() => Sending("\u0016\u0003SSH-2.0-lab\r\n"u8.ToArray());

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _accepting;
        _listener.Stop();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                Interlocked.Increment(ref _connections);
                open.RemoveAll(static task => task.IsCompleted);
                open.Add(ActAsync(client));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ActAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await _act(this, client.GetStream(), _stopping.Token);
            }
            catch (Exception left) when (left is IOException or OperationCanceledException or SocketException)
            {
                // The client went first, or the test is over.
            }
        }
    }

    private async Task ReadHeadAsync(NetworkStream stream, CancellationToken stopping)
    {
        var buffer = new byte[LargestHead];
        var length = 0;
        while (length < buffer.Length && await stream.ReadAsync(buffer.AsMemory(length), stopping) is > 0 and var read)
        {
            length += read;
            if (buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
            {
                _heads.Enqueue(Encoding.Latin1.GetString(buffer, 0, length));
                return;
            }
        }
    }
}
