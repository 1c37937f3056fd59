using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Tests.Chaos;

/// <summary>An origin of one endless-looking zip, which counts the bytes that the network took from it and waits where it is told to.</summary>
internal sealed class MeasuredOrigin : IAsyncDisposable
{
    public const int Piece = 64 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _hungUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _length;
    private readonly Func<long, Task> _before;
    private readonly Task _serving;
    private long _sent;

    /// <param name="length">Bytes of the zip.</param>
    /// <param name="before">What to wait for before the piece that begins at this byte.</param>
    public MeasuredOrigin(long length, Func<long, Task>? before = null)
    {
        _length = length;
        _before = before ?? (static _ => Task.CompletedTask);
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}/");

    /// <summary>Bytes of the body that the network has taken.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Ends when the last byte was taken.</summary>
    public Task Finished => _finished.Task;

    /// <summary>Ends when the gateway ended the connection before the last byte.</summary>
    public Task HungUp => _hungUp.Task;

    /// <summary>Waits until nothing more is taken for a second; false when everything was.</summary>
    /// <remarks>A gateway that takes all it gets takes it without such a pause, so the pause cannot be taken for one by mistake.</remarks>
    public async Task<bool> StallsAsync()
    {
        for (long before = -1; Sent != before;)
        {
            before = Sent;
            await Task.WhenAny(Finished, Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken));
        }

        return !Finished.IsCompleted;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _serving;
        _stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            // The gateway looks at the start whether somebody listens here, so a connection may say nothing.
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                await TalkAsync(client.GetStream());
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(NetworkStream stream)
    {
        try
        {
            if (await stream.ReadAsync(new byte[Piece], _stopping.Token) > 0)
            {
                await SendAsync(stream);
            }
        }
        catch (IOException)
        {
            _hungUp.TrySetResult();
        }
    }

    private async Task SendAsync(NetworkStream stream)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/zip\r\nContent-Length: {_length}\r\n\r\n"), _stopping.Token);
        var piece = new byte[Piece];
        "PK\x03\x04"u8.CopyTo(piece);
        while (Sent < _length)
        {
            await _before(Sent);
            var count = (int)Math.Min(Piece, _length - Sent);
            await stream.WriteAsync(piece.AsMemory(0, count), _stopping.Token);
            Interlocked.Add(ref _sent, count);
        }

        _finished.TrySetResult();
    }
}
