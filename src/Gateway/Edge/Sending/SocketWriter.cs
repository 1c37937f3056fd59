using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace Gateway.Edge.Sending;

/// <summary>Sends what is written to a connection itself, and what is lent (<see cref="Loan"/>) from where it lies.</summary>
/// <remarks>
/// A flush ends when the kernel has everything, so that what was lent is free again then, however it ended. Like every writer it is for one thread at
/// a time; Kestrel sees to that for HTTP/1.1 without TLS, and it is for nothing else.
/// </remarks>
/// <param name="socket">Where it goes.</param>
/// <param name="transport">The server's own writer, which gets nothing but the end.</param>
/// <param name="pool">Where blocks come from.</param>
/// <param name="abort">Closes the connection at once.</param>
internal sealed class SocketWriter(Socket socket, PipeWriter transport, MemoryPool<byte> pool, Action abort) : PipeWriter
{
    private readonly Socket _socket = NotBlocking(socket);
    private readonly SendBuffer _buffer = new(pool);
    private volatile bool _isSending;
    private bool _isBroken;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _buffer.Length;

    public override Memory<byte> GetMemory(int sizeHint = 0) => Loan.Find(sizeHint) is { } lent ? _buffer.Borrow(lent) : _buffer.Space(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes) => _buffer.Advance(bytes);

    /// <summary>Sends everything. <see cref="FlushResult.IsCompleted"/> says that the client is gone.</summary>
    /// <exception cref="OperationCanceledException">Somebody gave up waiting: the connection is closed, because nobody knows how much of it is sent.</exception>
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (_isBroken)
        {
            _buffer.Clear();
        }

        if (_buffer.Length == 0)
        {
            return new(new FlushResult(isCanceled: false, isCompleted: _isBroken));
        }

        _isSending = true;
        var sent = SendAsync();
        return sent.IsCompletedSuccessfully ? new(End(sent.Result)) : AwaitAsync(sent, cancellationToken);
    }

    public override void CancelPendingFlush() => throw new NotSupportedException("Nobody asks for it; a token ends a flush.");

    /// <summary>Ends the connection; what was not flushed is lost, as with a connection that broke.</summary>
    public override void Complete(Exception? exception = null)
    {
        if (!_isSending)
        {
            _buffer.Clear();
        }

        transport.Complete(exception);
    }

    private async ValueTask<FlushResult> AwaitAsync(ValueTask<bool> sent, CancellationToken cancellation)
    {
        // What is under way is never left alone: its bytes are somebody else's.
        await using (cancellation.UnsafeRegister(static abort => ((Action)abort!)(), abort))
        {
            var result = End(await sent);
            cancellation.ThrowIfCancellationRequested();
            return result;
        }
    }

    /// <summary>Whether everything went out.</summary>
    private async ValueTask<bool> SendAsync()
    {
        try
        {
            return await _buffer.SendAsync(_socket) == _buffer.Length;
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            return false;
        }
        catch
        {
            // What was lent must not be sent later.
            End(isSent: false);
            abort();
            throw;
        }
    }

    /// <summary>A file is sent past .NET, which sees to this only with the first of its own calls that wait.</summary>
    private static Socket NotBlocking(Socket socket)
    {
        socket.Blocking = false;
        return socket;
    }

    private FlushResult End(bool isSent)
    {
        _isBroken |= !isSent;
        _buffer.Clear();
        _isSending = false;
        return new FlushResult(isCanceled: false, isCompleted: _isBroken);
    }
}
