using System.Buffers;
using Gateway.Caching;
using Gateway.Edge.Sending;

namespace Gateway.Tests.Edge.Sending;

/// <summary>Files through a writer over a real connection.</summary>
public sealed class FilePartTests : IAsyncLifetime
{
    private const int TooMuch = SocketWriterBed.TooMuch;

    private readonly SocketWriterBed _bed = new();

    private SocketWriter Writer => _bed.Writer;

    public ValueTask InitializeAsync() => _bed.ConnectAsync();

    public ValueTask DisposeAsync() => _bed.DisposeAsync();

    [Fact]
    public async Task A_file_follows_what_was_written_before_and_goes_in_parts()
    {
        var (bytes, file) = MakeFile(100_000);

        Writer.Write("head "u8);
        Loan.Write(Writer, file[..70_000]);
        Writer.UnflushedBytes.Should().Be(70_005);
        (await Writer.FlushAsync(TestContext.Current.CancellationToken)).IsCompleted.Should().BeFalse();
        Loan.Write(Writer, file[70_000..]);
        await Writer.FlushAsync(TestContext.Current.CancellationToken);
        Writer.Write(" tail"u8);
        await Writer.FlushAsync(TestContext.Current.CancellationToken);

        (await _bed.ReadAsync(100_010)).Should().Equal([.. "head "u8, .. bytes, .. " tail"u8]);
        _bed.Pool.Rented.Should().Be(0);
    }

    [Fact]
    public async Task A_file_waits_for_a_client_that_does_not_read()
    {
        var (bytes, file) = MakeFile(TooMuch);
        Writer.Write("head "u8);
        Loan.Write(Writer, file);

        var flush = Writer.FlushAsync(TestContext.Current.CancellationToken);

        flush.IsCompleted.Should().BeFalse();
        (await _bed.ReadAsync(5 + TooMuch)).AsSpan(5).SequenceEqual(bytes).Should().BeTrue();
        (await flush).IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task A_head_waits_as_well()
    {
        var (bytes, file) = MakeFile(100_000);
        var head = new byte[TooMuch];
        head.AsSpan().Fill(7);
        Writer.Write(head);
        Loan.Write(Writer, file);

        var flush = Writer.FlushAsync(TestContext.Current.CancellationToken);

        flush.IsCompleted.Should().BeFalse();
        (await _bed.ReadAsync(TooMuch + 100_000)).AsSpan().SequenceEqual([.. head, .. bytes]).Should().BeTrue();
        (await flush).IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task A_client_that_left_in_the_middle_of_a_file_is_told_of()
    {
        Loan.Write(Writer, MakeFile(TooMuch).File);
        var flush = Writer.FlushAsync(TestContext.Current.CancellationToken);

        _bed.Client.Close(timeout: 0);

        (await flush).IsCompleted.Should().BeTrue();
        Loan.Write(Writer, MakeFile(100_000).File);
        (await Writer.FlushAsync(TestContext.Current.CancellationToken)).IsCompleted.Should().BeTrue();
    }

    [Fact]
    public async Task Who_gives_up_a_file_closes_the_connection()
    {
        using var patience = new CancellationTokenSource();
        Loan.Write(Writer, MakeFile(TooMuch).File);
        var flush = Writer.FlushAsync(patience.Token).AsTask();

        await patience.CancelAsync();

        await flush.Invoking(async flush => await flush).Should().ThrowAsync<OperationCanceledException>();
        Writer.Write("more"u8);
        (await Writer.FlushAsync(TestContext.Current.CancellationToken)).IsCompleted.Should().BeTrue("nobody knows what the client has");
    }

    [Fact]
    public async Task What_cannot_be_read_closes_the_connection_and_nothing_of_it_is_sent_later()
    {
        var file = BodyFile.TryCreate(new(new byte[100_000]))!;
        Loan.Write(Writer, new FileMemory(file).Memory);
        using (var same = File.OpenHandle($"/proc/self/fd/{file.Handle.DangerousGetHandle()}", FileMode.Open, FileAccess.ReadWrite))
        {
            RandomAccess.SetLength(same, 0);
        }

        await Writer.Invoking(async writer => await writer.FlushAsync(TestContext.Current.CancellationToken)).Should().ThrowAsync<EndOfStreamException>();

        Writer.UnflushedBytes.Should().Be(0);
        (await Writer.FlushAsync(TestContext.Current.CancellationToken)).IsCompleted.Should().BeTrue();
        (await _bed.Client.ReceiveAsync(new byte[1], TestContext.Current.CancellationToken)).Should().Be(0);
    }

    [Fact]
    public void Nothing_goes_out_behind_a_file_without_a_flush()
    {
        Loan.Write(Writer, MakeFile(100_000).File);

        Writer.Invoking(writer => writer.Write(new byte[10_000])).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public async Task A_writer_that_does_not_borrow_gets_a_copy_of_a_file()
    {
        var (bytes, file) = MakeFile(100_000);
        Loan.Write(_bed.Transport.Writer, file[1..4]);

        await _bed.Transport.Writer.FlushAsync(TestContext.Current.CancellationToken);

        (await _bed.Transport.Reader.ReadAsync(TestContext.Current.CancellationToken)).Buffer.ToArray().Should().Equal(bytes[1..4]);
    }

    private static (byte[] Bytes, ReadOnlyMemory<byte> File) MakeFile(int length)
    {
        byte[] bytes = [.. Enumerable.Range(0, length).Select(number => (byte)(number * 31 >> 3))];
        return (bytes, new FileMemory(BodyFile.TryCreate(new(bytes))!).Memory);
    }
}
