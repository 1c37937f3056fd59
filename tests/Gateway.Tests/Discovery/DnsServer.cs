using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Tests.Discovery;

/// <summary>A name server for one name with IPv4 addresses (RFC 1035), on a loopback address of its own: resolvers know no other port than 53.</summary>
internal sealed class DnsServer : IAsyncDisposable
{
    private const int Port = 53;
    private const int Tries = 20;
    private const int HeaderLength = 12;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource _end = new();
    private readonly byte[] _name;
    private readonly Task _answering;
    private volatile IPAddress[] _addresses = [];

    public DnsServer(string name)
    {
        _name = [.. name.Split('.').SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0];
        Address = Bind(_socket);
        _answering = AnswerAsync();
    }

    public IPAddress Address { get; }

    /// <summary>Whether it says that it cannot tell.</summary>
    public bool IsFailing { get; set; }

    /// <summary>The name has these addresses from now on.</summary>
    public void Set(params string[] addresses) => _addresses = [.. addresses.Select(IPAddress.Parse)];

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _answering;
        _socket.Dispose();
        _end.Dispose();
    }

    private static IPAddress Bind(Socket socket)
    {
        for (var tries = 1; ; tries++)
        {
            var address = new IPAddress([127, 83, (byte)Random.Shared.Next(256), (byte)Random.Shared.Next(1, 255)]);
            try
            {
                socket.Bind(new IPEndPoint(address, Port));
                return address;
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse && tries < Tries)
            {
                // Another test run has the same.
            }
        }
    }

    private async Task AnswerAsync()
    {
        var buffer = new byte[512];
        try
        {
            while (true)
            {
                var asked = await _socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), _end.Token);
                await _socket.SendToAsync(Answer(buffer.AsSpan(0, asked.ReceivedBytes)), asked.RemoteEndPoint, _end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private byte[] Answer(ReadOnlySpan<byte> question)
    {
        // The name, its type and its class; what may follow is not for us.
        var name = question[HeaderLength..(HeaderLength + _name.Length)];
        var isIpV4 = BinaryPrimitives.ReadUInt16BigEndian(question[(HeaderLength + _name.Length)..]) == 1;
        var isKnown = Encoding.ASCII.GetString(name).Equals(Encoding.ASCII.GetString(_name), StringComparison.OrdinalIgnoreCase);
        var addresses = isKnown && isIpV4 && !IsFailing ? _addresses : [];
        var status = IsFailing ? 2 : isKnown ? 0 : 3;
        return
        [
            .. question[..2], 0x81, (byte)(0x80 | status), 0, 1, 0, (byte)addresses.Length, 0, 0, 0, 0,
            .. question[HeaderLength..(HeaderLength + _name.Length + 4)],
            .. addresses.SelectMany(address => (byte[])[0xC0, HeaderLength, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, .. address.GetAddressBytes()]),
        ];
    }
}
