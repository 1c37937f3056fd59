using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Bench.MemoryHits;

/// <summary>Asks over one connection and allocates nothing: what is allocated meanwhile is the server's.</summary>
internal sealed class HitClient : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[64 << 10];

    public HitClient(Uri address) => _socket.Connect(address.Host, address.Port);

    /// <summary>The request as the go command sends it.</summary>
    public static byte[] RequestFor(Uri address, string path) => Encoding.ASCII.GetBytes(
        $"GET /{path} HTTP/1.1\r\nHost: {address.Authority}\r\nUser-Agent: Go-http-client/1.1\r\nAccept-Encoding: gzip\r\n\r\n");

    /// <summary>Sends a request and reads its answer; the whole of it is there until the next one.</summary>
    /// <exception cref="InvalidDataException">The answer is none of status 200.</exception>
    public ReadOnlySpan<byte> Ask(byte[] request)
    {
        _socket.Send(request);
        var received = 0;
        while (true)
        {
            var count = _socket.Receive(_buffer.AsSpan(received));
            received += count;
            var answer = _buffer.AsSpan(0, received);
            if (count == 0 || !answer.StartsWith("HTTP/1.1 200 OK\r\n"u8))
            {
                throw new InvalidDataException(Encoding.ASCII.GetString(answer));
            }

            var head = answer.IndexOf("\r\n\r\n"u8) + 4;
            if (head >= 4 && received >= head + LengthIn(answer[..head]))
            {
                return answer;
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private static int LengthIn(ReadOnlySpan<byte> head)
    {
        var name = "Content-Length: "u8;
        return Utf8Parser.TryParse(head[(head.IndexOf(name) + name.Length)..], out int length, out _) ? length : throw new InvalidDataException("The answer has no length.");
    }
}
