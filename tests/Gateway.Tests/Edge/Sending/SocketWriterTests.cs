using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Gateway.Caching;
using Gateway.Edge.Sending;

namespace Gateway.Tests.Edge.Sending;

/// <summary>A writer over a real connection.</summary>
public sealed class SocketWriterTests : IAsyncLifetime
{
    private const int KernelBytes = 64 * 1024;

    // Many times what the kernel takes for a client that does not read.
    private const int TooMuch = 256 * KernelBytes;

    private readonly CountedPool _pool = new();
    private readonly Pipe _transport = new();
    private Socket _ours = null!;
    private Socket _client = null!;
    private SocketWriter _writer = null!;

    public async ValueTask InitializeAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        _client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = KernelBytes };
        await _client.ConnectAsync(listener.LocalEndPoint!, TestContext.Current.CancellationToken);
        _ours = await listener.AcceptAsync(TestContext.Current.CancellationToken);
        _ours.SendBufferSize = KernelBytes;
        _writer = new SocketWriter(_ours, _transport.Writer, _pool, _ours.Dispose);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        _ours.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_is_lent_goes_out_in_its_place_and_from_where_it_lies()
    {
        byte[] lent = [.. Enumerable.Repeat((byte)'b', 10_000)];
        _writer.Write("head "u8);
        Loan.Write(_writer, lent.AsMemory(1));
        _writer.Write(" tail"u8);
        // A copy would not know of it.
        lent[1] = (byte)'a';

        (await _writer.FlushAsync(TestContext.Current.CancellationToken)).IsCompleted.Should().BeFalse();

        (await ReadAsync(10_009)).Should().Equal([.. "head a"u8, .. lent[2..], .. " tail"u8]);
    }

    [Fact]
    public async Task Blocks_are_given_back_as_soon_as_they_are_sent()
    {
        _writer.Write(new byte[20_000]);
        _writer.GetMemory(50_000).Span[..50_000].Fill(1);
        _writer.Advance(50_000);
        _writer.UnflushedBytes.Should().Be(70_000);
        _pool.Rented.Should().BePositive();

        await _writer.FlushAsync(TestContext.Current.CancellationToken);

        _pool.Rented.Should().Be(0);
        _writer.UnflushedBytes.Should().Be(0);
        (await ReadAsync(70_000)).Sum(value => value).Should().Be(50_000);
    }

    [Fact]
    public async Task A_flush_waits_for_a_client_that_does_not_read()
    {
        Loan.Write(_writer, new byte[TooMuch]);

        var flush = _writer.FlushAsync(TestContext.Current.CancellationToken);

        flush.IsCompleted.Should().BeFalse();
        await ReadAsync(TooMuch);
        (await flush).IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task Who_gives_up_a_flush_closes_the_connection_and_has_his_bytes_back()
    {
        using var patience = new CancellationTokenSource();
        _writer.Write("head"u8);
        Loan.Write(_writer, new byte[TooMuch]);
        var flush = _writer.FlushAsync(patience.Token).AsTask();

        await patience.CancelAsync();

        await flush.Invoking(async flush => await flush).Should().ThrowAsync<OperationCanceledException>();
        _pool.Rented.Should().Be(0);
        _writer.Write("more"u8);
        (await _writer.FlushAsync(TestContext.Current.CancellationToken)).IsCompleted.Should().BeTrue("nobody knows what the client has");
        _pool.Rented.Should().Be(0);
    }

    [Fact]
    public async Task A_client_that_left_is_told_of_and_nothing_is_held_for_it()
    {
        Loan.Write(_writer, new byte[TooMuch]);
        var flush = _writer.FlushAsync(TestContext.Current.CancellationToken);

        _client.Close(timeout: 0);

        (await flush).IsCompleted.Should().BeTrue();
        _writer.Write("more"u8);
        (await _writer.FlushAsync(TestContext.Current.CancellationToken)).IsCompleted.Should().BeTrue();
        _pool.Rented.Should().Be(0);
    }

    [Fact]
    public async Task An_end_reaches_the_server_and_gives_everything_back()
    {
        _writer.Write("never flushed"u8);

        await _writer.CompleteAsync();

        _pool.Rented.Should().Be(0);
        (await _transport.Reader.ReadAsync(TestContext.Current.CancellationToken)).Should().BeEquivalentTo(new { IsCompleted = true, Buffer = new { IsEmpty = true } });
    }

    [Fact]
    public async Task An_end_leaves_what_is_on_its_way()
    {
        _writer.Write("head"u8);
        Loan.Write(_writer, new byte[TooMuch]);
        var flush = _writer.FlushAsync(TestContext.Current.CancellationToken);

        await _writer.CompleteAsync();

        _pool.Rented.Should().Be(1, "the kernel still takes from it");
        await ReadAsync(4 + TooMuch);
        await flush;
        _pool.Rented.Should().Be(0);
    }

    [Fact]
    public async Task A_writer_that_does_not_borrow_gets_a_copy()
    {
        byte[] bytes = [1, 2, 3];
        Loan.Write(_transport.Writer, bytes);
        bytes[0] = 9;

        await _transport.Writer.FlushAsync(TestContext.Current.CancellationToken);

        (await _transport.Reader.ReadAsync(TestContext.Current.CancellationToken)).Buffer.ToArray().Should().Equal(1, 2, 3);
    }

    [Fact]
    public void Who_asks_for_more_than_what_is_lent_gets_space_to_write_to()
    {
        byte[] bytes = [1, 2, 3];
        var chunks = new Chunks(_writer);

        Loan.Write(chunks, bytes);

        bytes.Should().Equal(1, 2, 3);
        _writer.UnflushedBytes.Should().Be(3);
    }

    [Fact]
    public async Task A_file_follows_what_was_written_before_and_goes_in_parts()
    {
        var (bytes, file) = MakeFile(100_000);

        _writer.Write("head "u8);
        Loan.Write(_writer, file[..70_000]);
        _writer.UnflushedBytes.Should().Be(70_005);
        (await _writer.FlushAsync(TestContext.Current.CancellationToken)).IsCompleted.Should().BeFalse();
        Loan.Write(_writer, file[70_000..]);
        await _writer.FlushAsync(TestContext.Current.CancellationToken);
        _writer.Write(" tail"u8);
        await _writer.FlushAsync(TestContext.Current.CancellationToken);

        (await ReadAsync(100_010)).Should().Equal([.. "head "u8, .. bytes, .. " tail"u8]);
        _pool.Rented.Should().Be(0);
    }

    [Fact]
    public async Task A_file_waits_for_a_client_that_does_not_read()
    {
        var (bytes, file) = MakeFile(TooMuch);
        _writer.Write("head "u8);
        Loan.Write(_writer, file);

        var flush = _writer.FlushAsync(TestContext.Current.CancellationToken);

        flush.IsCompleted.Should().BeFalse();
        (await ReadAsync(5 + TooMuch)).AsSpan(5).SequenceEqual(bytes).Should().BeTrue();
        (await flush).IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task A_head_waits_as_well()
    {
        var (bytes, file) = MakeFile(100_000);
        var head = new byte[TooMuch];
        head.AsSpan().Fill(7);
        _writer.Write(head);
        Loan.Write(_writer, file);

        var flush = _writer.FlushAsync(TestContext.Current.CancellationToken);

        flush.IsCompleted.Should().BeFalse();
        (await ReadAsync(TooMuch + 100_000)).AsSpan().SequenceEqual([.. head, .. bytes]).Should().BeTrue();
        (await flush).IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task A_client_that_left_in_the_middle_of_a_file_is_told_of()
    {
        Loan.Write(_writer, MakeFile(TooMuch).File);
        var flush = _writer.FlushAsync(TestContext.Current.CancellationToken);

        _client.Close(timeout: 0);

        (await flush).IsCompleted.Should().BeTrue();
        Loan.Write(_writer, MakeFile(100_000).File);
        (await _writer.FlushAsync(TestContext.Current.CancellationToken)).IsCompleted.Should().BeTrue();
    }

    [Fact]
    public async Task Who_gives_up_a_file_closes_the_connection()
    {
        using var patience = new CancellationTokenSource();
        Loan.Write(_writer, MakeFile(TooMuch).File);
        var flush = _writer.FlushAsync(patience.Token).AsTask();

        await patience.CancelAsync();

        await flush.Invoking(async flush => await flush).Should().ThrowAsync<OperationCanceledException>();
        _writer.Write("more"u8);
        (await _writer.FlushAsync(TestContext.Current.CancellationToken)).IsCompleted.Should().BeTrue("nobody knows what the client has");
    }

    [Fact]
    public void Nothing_goes_out_behind_a_file_without_a_flush()
    {
        Loan.Write(_writer, MakeFile(100_000).File);

        _writer.Invoking(writer => writer.Write(new byte[10_000])).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public async Task A_writer_that_does_not_borrow_gets_a_copy_of_a_file()
    {
        var (bytes, file) = MakeFile(100_000);
        Loan.Write(_transport.Writer, file[1..4]);

        await _transport.Writer.FlushAsync(TestContext.Current.CancellationToken);

        (await _transport.Reader.ReadAsync(TestContext.Current.CancellationToken)).Buffer.ToArray().Should().Equal(bytes[1..4]);
    }

    private static (byte[] Bytes, ReadOnlyMemory<byte> File) MakeFile(int length)
    {
        byte[] bytes = [.. Enumerable.Range(0, length).Select(number => (byte)(number * 31 >> 3))];
        return (bytes, new FileMemory(BodyFile.TryCreate(new(bytes))!).Memory);
    }

    private async Task<byte[]> ReadAsync(int length)
    {
        var read = new byte[length];
        await using var stream = new NetworkStream(_client);
        await stream.ReadExactlyAsync(read, TestContext.Current.CancellationToken);
        return read;
    }

    /// <summary>Begins each piece with a head of its own, as Kestrel does where no length is announced.</summary>
    private sealed class Chunks(PipeWriter writer) : PipeWriter
    {
        public override Memory<byte> GetMemory(int sizeHint = 0)
        {
            var space = writer.GetMemory(sizeHint + 1);
            space.Span[0] = (byte)'#';
            return space[1..];
        }

        public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public override void Advance(int bytes) => writer.Advance(bytes);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => writer.FlushAsync(cancellationToken);

        public override void CancelPendingFlush() => writer.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => writer.Complete(exception);
    }

    /// <summary>Blocks of 4 KiB, like the server's.</summary>
    private sealed class CountedPool : MemoryPool<byte>
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
