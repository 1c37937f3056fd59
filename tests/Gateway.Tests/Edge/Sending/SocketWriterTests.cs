using System.Buffers;
using System.IO.Pipelines;
using Gateway.Edge.Sending;

namespace Gateway.Tests.Edge.Sending;

/// <summary>A writer over a real connection.</summary>
public sealed class SocketWriterTests : IAsyncLifetime
{
    private const int TooMuch = SocketWriterBed.TooMuch;

    private readonly SocketWriterBed _bed = new();

    private SocketWriter Writer => _bed.Writer;

    public ValueTask InitializeAsync() => _bed.ConnectAsync();

    public ValueTask DisposeAsync() => _bed.DisposeAsync();

    [Fact]
    public async Task What_is_lent_goes_out_in_its_place_and_from_where_it_lies()
    {
        byte[] lent = [.. Enumerable.Repeat((byte)'b', 10_000)];
        Writer.Write("head "u8);
        Loan.Write(Writer, lent.AsMemory(1));
        Writer.Write(" tail"u8);
        // A copy would not know of it.
        lent[1] = (byte)'a';

        (await Writer.FlushAsync(TestContext.Current.CancellationToken)).IsCompleted.Should().BeFalse();

        (await _bed.ReadAsync(10_009)).Should().Equal([.. "head a"u8, .. lent[2..], .. " tail"u8]);
    }

    [Fact]
    public async Task Blocks_are_given_back_as_soon_as_they_are_sent()
    {
        Writer.Write(new byte[20_000]);
        Writer.GetMemory(50_000).Span[..50_000].Fill(1);
        Writer.Advance(50_000);
        Writer.UnflushedBytes.Should().Be(70_000);
        _bed.Pool.Rented.Should().BePositive();

        await Writer.FlushAsync(TestContext.Current.CancellationToken);

        _bed.Pool.Rented.Should().Be(0);
        Writer.UnflushedBytes.Should().Be(0);
        (await _bed.ReadAsync(70_000)).Sum(value => value).Should().Be(50_000);
    }

    [Fact]
    public async Task A_flush_waits_for_a_client_that_does_not_read()
    {
        Loan.Write(Writer, new byte[TooMuch]);

        var flush = Writer.FlushAsync(TestContext.Current.CancellationToken);

        flush.IsCompleted.Should().BeFalse();
        await _bed.ReadAsync(TooMuch);
        (await flush).IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task Who_gives_up_a_flush_closes_the_connection_and_has_his_bytes_back()
    {
        using var patience = new CancellationTokenSource();
        Writer.Write("head"u8);
        Loan.Write(Writer, new byte[TooMuch]);
        var flush = Writer.FlushAsync(patience.Token).AsTask();

        await patience.CancelAsync();

        await flush.Invoking(async flush => await flush).Should().ThrowAsync<OperationCanceledException>();
        _bed.Pool.Rented.Should().Be(0);
        Writer.Write("more"u8);
        (await Writer.FlushAsync(TestContext.Current.CancellationToken)).IsCompleted.Should().BeTrue("nobody knows what the client has");
        _bed.Pool.Rented.Should().Be(0);
    }

    [Fact]
    public async Task A_client_that_left_is_told_of_and_nothing_is_held_for_it()
    {
        Loan.Write(Writer, new byte[TooMuch]);
        var flush = Writer.FlushAsync(TestContext.Current.CancellationToken);

        _bed.Client.Close(timeout: 0);

        (await flush).IsCompleted.Should().BeTrue();
        Writer.Write("more"u8);
        (await Writer.FlushAsync(TestContext.Current.CancellationToken)).IsCompleted.Should().BeTrue();
        _bed.Pool.Rented.Should().Be(0);
    }

    [Fact]
    public async Task An_end_reaches_the_server_and_gives_everything_back()
    {
        Writer.Write("never flushed"u8);

        await Writer.CompleteAsync();

        _bed.Pool.Rented.Should().Be(0);
        (await _bed.Transport.Reader.ReadAsync(TestContext.Current.CancellationToken)).Should().BeEquivalentTo(new { IsCompleted = true, Buffer = new { IsEmpty = true } });
    }

    [Fact]
    public async Task An_end_leaves_what_is_on_its_way()
    {
        Writer.Write("head"u8);
        Loan.Write(Writer, new byte[TooMuch]);
        var flush = Writer.FlushAsync(TestContext.Current.CancellationToken);

        await Writer.CompleteAsync();

        _bed.Pool.Rented.Should().Be(1, "the kernel still takes from it");
        await _bed.ReadAsync(4 + TooMuch);
        await flush;
        _bed.Pool.Rented.Should().Be(0);
    }

    [Fact]
    public async Task A_writer_that_does_not_borrow_gets_a_copy()
    {
        byte[] bytes = [1, 2, 3];
        Loan.Write(_bed.Transport.Writer, bytes);
        bytes[0] = 9;

        await _bed.Transport.Writer.FlushAsync(TestContext.Current.CancellationToken);

        (await _bed.Transport.Reader.ReadAsync(TestContext.Current.CancellationToken)).Buffer.ToArray().Should().Equal(1, 2, 3);
    }

    [Fact]
    public void Who_asks_for_more_than_what_is_lent_gets_space_to_write_to()
    {
        byte[] bytes = [1, 2, 3];
        var chunks = new Chunks(Writer);

        Loan.Write(chunks, bytes);

        bytes.Should().Equal(1, 2, 3);
        Writer.UnflushedBytes.Should().Be(3);
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
}
