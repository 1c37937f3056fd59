using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Gateway.Edge.Sending;

namespace Gateway.Tests.Edge.Sending;

/// <summary>A writer over a real connection, whose kernel takes little at once.</summary>
internal sealed class SocketWriterBed : IAsyncDisposable
{
    /// <summary>Many times what the kernel takes for a client that does not read.</summary>
    public const int TooMuch = 256 * KernelBytes;

    private const int KernelBytes = 64 * 1024;

    private Socket _ours = null!;

    public CountedPool Pool { get; } = new();

    /// <summary>The server's own.</summary>
    public Pipe Transport { get; } = new();

    public Socket Client { get; private set; } = null!;

    public SocketWriter Writer { get; private set; } = null!;

    public async ValueTask ConnectAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = KernelBytes };
        await Client.ConnectAsync(listener.LocalEndPoint!, TestContext.Current.CancellationToken);
        _ours = await listener.AcceptAsync(TestContext.Current.CancellationToken);
        _ours.SendBufferSize = KernelBytes;
        Writer = new SocketWriter(_ours, Transport.Writer, Pool, _ours.Dispose);
    }

    /// <summary>What the client gets next.</summary>
    public async Task<byte[]> ReadAsync(int length)
    {
        var read = new byte[length];
        await using var stream = new NetworkStream(Client);
        await stream.ReadExactlyAsync(read, TestContext.Current.CancellationToken);
        return read;
    }

    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        _ours.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Blocks of 4 KiB, like the server's.</summary>
    internal sealed class CountedPool : MemoryPool<byte>
    {
        public int Rented { get; private set; }

        public override int MaxBufferSize => 4096;

        public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
        {
            Rented++;
            return new Block(this);
        }

        protected override void Dispose(bool disposing)
        {
        }

        private sealed class Block(CountedPool pool) : IMemoryOwner<byte>
        {
            public Memory<byte> Memory { get; } = new byte[4096];

            public void Dispose() => pool.Rented--;
        }
    }
}
