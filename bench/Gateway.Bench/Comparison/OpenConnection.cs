using System.Net.Sockets;
using System.Text;

namespace Gateway.Bench.Comparison;

/// <summary>A connection that is looked at without waiting: one thread can watch many.</summary>
internal sealed class OpenConnection : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _request;
    private readonly byte[] _buffer = new byte[16 << 10];
    private int _received;

    public OpenConnection(Uri address, string path)
    {
        _request = Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {address.Authority}\r\n\r\n");
        _socket.Connect(address.Host, address.Port);
        _socket.Blocking = false;
    }

    /// <summary>When the request that is under way was due.</summary>
    public long Due { get; private set; }

    public void Ask(long due)
    {
        (Due, _received) = (due, 0);
        _socket.Send(_request);
    }

    /// <summary>Whether the whole answer is there, which ends with a slash as bench/peers has it.</summary>
    public bool IsAnswered(int length)
    {
        var count = _socket.Receive(_buffer.AsSpan(_received), SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
        {
            return false;
        }

        if (error != SocketError.Success || count == 0)
        {
            throw new InvalidOperationException($"The connection broke: {error}.");
        }

        _received += count;
        var answer = _buffer.AsSpan(0, _received);
        var head = answer.IndexOf("\r\n\r\n"u8);
        return head >= 0 && _received >= head + 4 + length
            && (answer.StartsWith("HTTP/1.1 200"u8) ? true : throw new InvalidOperationException(Encoding.ASCII.GetString(answer[..head])));
    }

    public void Dispose() => _socket.Dispose();
}
