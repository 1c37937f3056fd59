using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Tests.Deployment;

/// <summary>One of very many connections: a socket, and no more memory than an answer takes while it arrives.</summary>
internal sealed class OpenConnection : IDisposable
{
    private const int LargestAnswer = 4096;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public ValueTask ConnectAsync(Uri address, CancellationToken cancellation) => _socket.ConnectAsync(IPEndPoint.Parse(address.Authority), cancellation);

    /// <summary>Asks and reads the whole answer; its status.</summary>
    public async Task<int> AskAsync(ReadOnlyMemory<byte> request, CancellationToken cancellation)
    {
        await _socket.SendAsync(request, cancellation);
        var buffer = new byte[LargestAnswer];
        for (var length = 0; ;)
        {
            var read = await _socket.ReceiveAsync(buffer.AsMemory(length), cancellation);
            if (read == 0)
            {
                return 0;
            }

            length += read;
            var text = Encoding.Latin1.GetString(buffer, 0, length);
            var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (head >= 0 && length >= head + 4 + LengthIn(text[..head]))
            {
                return int.Parse(text.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture);
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private static int LengthIn(string head)
    {
        const string Name = "\r\nContent-Length: ";
        var at = head.IndexOf(Name, StringComparison.OrdinalIgnoreCase) + Name.Length;
        var end = head.IndexOf('\r', at);
        return int.Parse(end < 0 ? head.AsSpan(at) : head.AsSpan(at, end - at), NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
