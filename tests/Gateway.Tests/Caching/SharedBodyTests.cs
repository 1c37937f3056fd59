using System.Net;
using System.Security.Cryptography;
using Gateway.Caching;
using Gateway.Upstreams;

namespace Gateway.Tests.Caching;

/// <summary>The body that is written once and read by many: nobody takes the place where it fell behind for the end.</summary>
public sealed class SharedBodyTests
{
    private const int Largest = 4 << 20;

    // Random, and ended as a zip is, so that it is whole without an announced length.
    private readonly byte[] _bytes = [.. RandomNumberGenerator.GetBytes(3 * Largest), .. "PK\x05\x06"u8, .. new byte[18]];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private readonly BodyTime _time = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_single_reader_gets_everything_however_late_it_begins(bool isAnnounced)
    {
        await using var source = await SourceAsync(isAnnounced);
        var body = Share(source);
        using var reader = body.TryJoin()!;

        // Runs ahead as far as it may before the reader reads a byte.
        var filling = body.FillAsync(Cancellation);
        await _time.TimerAsync(Cancellation);
        _time.Move(TimeSpan.FromHours(1));
        var received = await ReadToEndAsync(reader);

        (await filling).Should().BeFalse("it is larger than what is kept");
        IsRight(received).Should().BeTrue();
    }

    [Fact]
    public async Task A_reader_that_is_held_back_holds_nobody_up_and_alone_gets_everything()
    {
        await using var source = await SourceAsync(isAnnounced: true, canContinue: true);
        var body = Share(source);
        using var fast = body.TryJoin()!;
        using var slow = body.TryJoin()!;
        slow.IsHeldBack = true;

        // The clock stands: nobody has waited for anybody.
        var filling = body.FillAsync(Cancellation);
        IsRight(await ReadToEndAsync(fast)).Should().BeTrue();
        await filling;
        (await slow.ReadAsync(Cancellation)).Should().BeNull();

        await using var another = await SourceAsync(isAnnounced: true, canContinue: true);
        var own = Share(another);
        using var alone = own.TryJoin()!;
        alone.IsHeldBack = true;
        var fillingOwn = own.FillAsync(Cancellation);
        await _time.TimerAsync(Cancellation);
        _time.Move(TimeSpan.FromHours(1));
        IsRight(await ReadToEndAsync(alone)).Should().BeTrue();
        await fillingOwn;
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task A_reader_that_stalls_holds_another_up_for_a_while_and_is_told_that_it_fell_behind(bool isAnnounced, bool canContinue)
    {
        await using var source = await SourceAsync(isAnnounced, canContinue);
        var body = Share(source);
        using var fast = body.TryJoin()!;
        using var slow = body.TryJoin()!;

        var filling = body.FillAsync(Cancellation);
        var receiving = ReadToEndAsync(fast);
        await _time.TimerAsync(Cancellation);
        await MoveUntilAsync(receiving, PatienceOf(canContinue));
        await filling;

        IsRight(await receiving).Should().BeTrue();
        (await slow.ReadAsync(Cancellation)).Should().BeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reader_that_is_a_little_behind_gets_everything(bool canContinue)
    {
        await using var source = await SourceAsync(isAnnounced: true, canContinue);
        var body = Share(source);
        using var fast = body.TryJoin()!;
        using var behind = body.TryJoin()!;

        var filling = body.FillAsync(Cancellation);
        var first = ReadToEndAsync(fast);
        // The first has everything that there is now.
        await Task.WhenAny(filling, _time.TimerAsync(Cancellation));
        _time.Move(PatienceOf(canContinue) / 2);
        var second = await ReadToEndAsync(behind);
        await filling;

        IsRight(await first).Should().BeTrue();
        IsRight(second).Should().BeTrue();
    }

    [Fact]
    public async Task A_reader_on_a_slow_line_gets_everything_where_it_could_not_go_on_alone()
    {
        await using var source = await SourceAsync(isAnnounced: true);
        var body = Share(source);
        using var fast = body.TryJoin()!;
        using var slow = body.TryJoin()!;

        var filling = body.FillAsync(Cancellation);
        var first = ReadToEndAsync(fast);
        // 64 KiB in 400 ms: a little more than what is asked of it.
        var second = await ReadToEndAsync(slow, () => MoveAsync(TimeSpan.FromMilliseconds(400), fast, slow, filling));
        await filling;

        IsRight(await first).Should().BeTrue();
        IsRight(second).Should().BeTrue();
    }

    [Fact]
    public async Task A_reader_that_trickles_is_let_go_once_and_for_all()
    {
        await using var source = await SourceAsync(isAnnounced: true);
        var body = Share(source);
        using var fast = body.TryJoin()!;
        using var slow = body.TryJoin()!;

        var filling = body.FillAsync(Cancellation);
        var first = ReadToEndAsync(fast);
        // 64 KiB in 2 s.
        var second = await ReadToEndAsync(slow, async () =>
        {
            await MoveAsync(TimeSpan.FromSeconds(2), fast, slow, filling);
            if (_time.GetElapsedTime(0) > PaceMeasure.Lenient.Patience)
            {
                await LooksUntilAsync(first, body);
            }
        });
        await filling;

        IsRight(await first).Should().BeTrue();
        second.Should().BeNull();
        slow.Position.Should().BeLessThan(Largest, "it does not hold the others up for long");
    }

    [Fact]
    public async Task Readers_that_are_all_slow_all_get_everything()
    {
        await using var source = await SourceAsync(isAnnounced: true);
        var body = Share(source);
        var readers = Enumerable.Range(0, 3).Select(_ => body.TryJoin()!).ToList();

        var filling = body.FillAsync(Cancellation);
        var receiving = readers.Select(_ => new MemoryStream()).ToList();
        for (var isOver = false; !isOver;)
        {
            _time.Move(TimeSpan.FromSeconds(10));
            foreach (var (reader, received) in readers.Zip(receiving))
            {
                // Never so far that one of them has to wait for the others.
                var piece = (await reader.ReadAsync(Cancellation))!.Value;
                isOver = piece.IsEmpty;
                received.Write(piece.Span);
                reader.Advance(piece.Length);
            }
        }

        await filling;
        receiving.Should().OnlyContain(received => IsRight(received.ToArray()));
    }

    [Fact]
    public async Task What_a_window_drops_is_given_back_to_the_budget_while_it_is_still_read()
    {
        await using var source = await SourceAsync(isAnnounced: false);
        var budget = new InFlightBudget(Largest);
        var body = new SharedBody(source, 2 * Largest, budget, _time);
        using var reader = body.TryJoin()!;

        var filling = body.FillAsync(Cancellation);
        var received = await ReadToEndAsync(reader);
        await filling;

        IsRight(received).Should().BeTrue();
        budget.Left.Should().Be(Largest);
    }

    [Theory]
    [InlineData(0, 512)]
    [InlineData(31, 512)]
    [InlineData(999, 64)]
    public async Task To_its_only_reader_it_passes_through_in_pieces_that_are_gone_once_he_has_them(int otherWindows, int kibibytes)
    {
        await using var source = await SourceAsync(isAnnounced: true);
        var budget = new InFlightBudget(long.MaxValue);
        Enumerable.Range(0, otherWindows).ToList().ForEach(_ => budget.WindowOpened());
        var body = new SharedBody(source, Largest, budget, _time);
        using var reader = body.TryJoin()!;
        using var received = new MemoryStream();
        var largest = 0;

        var filling = body.FillAsync(Cancellation);
        while (await reader.ReadAsync(Cancellation) is { IsEmpty: false } bytes)
        {
            received.Write(bytes.Span);
            largest = Math.Max(largest, bytes.Length);
            reader.Advance(bytes.Length);
        }

        await filling;
        IsRight(received.ToArray()).Should().BeTrue();
        largest.Should().Be(kibibytes * 1024);
        body.TryJoin().Should().BeNull("its beginning is gone");
        (await body.ReadArrivedAsync(_bytes.Length - 1, Cancellation)).Should().BeNull("its end is gone as well");
    }

    [Fact]
    public async Task What_passes_through_waits_for_its_reader_also_when_other_windows_have_closed()
    {
        const int Others = 7;
        await using var source = await SourceAsync(isAnnounced: true);
        var budget = new InFlightBudget(long.MaxValue);
        Enumerable.Range(0, Others).ToList().ForEach(_ => budget.WindowOpened());
        var store = new BodyStore(source, Largest, budget, _time);
        store.Measure();
        while (store.Written < budget.BehindBytes)
        {
            store.Advance(store.Space().Length);
        }

        store.BeginPassing();
        store.Advance(store.Space().Length);
        store.Ahead.Should().Be(1);

        Enumerable.Range(0, Others).ToList().ForEach(_ => budget.WindowClosed());

        budget.BehindBytes.Should().BeGreaterThan(store.Written, "more is held for whoever comes later, and here nobody can");
        store.Ahead.Should().Be(1);
    }

    [Fact]
    public async Task The_end_is_known_before_its_only_reader_has_the_last_bytes()
    {
        await using var source = await SourceAsync(isAnnounced: true);
        var body = Share(source);
        using var reader = body.TryJoin()!;

        var filling = body.FillAsync(Cancellation);
        while (await reader.ReadAsync(Cancellation) is { } bytes && reader.Position + bytes.Length < _bytes.Length)
        {
            reader.Advance(bytes.Length);
        }

        // Whoever has what was announced may leave at once, and his download was whole.
        await filling;
        IsRight([.. _bytes[..(int)reader.Position], .. (await reader.ReadAsync(Cancellation))!.Value.Span]).Should().BeTrue();
    }

    [Fact]
    public async Task What_two_read_is_not_written_over()
    {
        await using var source = await SourceAsync(isAnnounced: true);
        var body = Share(source);
        using BodyReader reader = body.TryJoin()!, other = body.TryJoin()!;
        var pieces = new List<ReadOnlyMemory<byte>>();

        var filling = body.FillAsync(Cancellation);
        while (await reader.ReadAsync(Cancellation) is { IsEmpty: false } bytes)
        {
            pieces.Add(bytes);
            reader.Advance(bytes.Length);
            other.Advance(bytes.Length);
        }

        await filling;
        IsRight([.. pieces.SelectMany(piece => piece.ToArray())]).Should().BeTrue();
    }

    [Fact]
    public async Task A_window_that_nobody_reads_any_more_leaves_the_others_its_room()
    {
        var budget = new InFlightBudget(long.MaxValue);
        Enumerable.Range(0, 7).ToList().ForEach(_ => budget.WindowOpened());
        await using var source = await SourceAsync(isAnnounced: true);
        var body = new SharedBody(source, Largest, budget, _time);

        using (var reader = body.TryJoin()!)
        {
            var filling = body.FillAsync(Cancellation);
            budget.BehindBytes.Should().Be(1 << 20, "it is the eighth");
            await ReadToEndAsync(reader);
            await filling;
        }

        budget.BehindBytes.Should().Be((8 << 20) / 7);
    }

    private static TimeSpan PatienceOf(bool canContinue) => (canContinue ? PaceMeasure.Brisk : PaceMeasure.Lenient).Patience;

    private SharedBody Share(ZipBody source) => new(source, Largest, new InFlightBudget(long.MaxValue), _time);

    private bool IsRight(byte[]? received) => received is not null && SHA256.HashData(received).AsSpan().SequenceEqual(SHA256.HashData(_bytes));

    /// <summary>Moves the clock by what one reader may cost another until that is done.</summary>
    private Task MoveUntilAsync(Task done, TimeSpan by) => Eventually.TrueAsync(
        () =>
        {
            _time.Move(by);
            return done.IsCompleted;
        },
        "the others are held up no more",
        Cancellation);

    /// <summary>Has the writer look again, as it would by itself within two seconds, without a step of the clock.</summary>
    private static Task LooksUntilAsync(Task done, SharedBody body) => Eventually.TrueAsync(
        () =>
        {
            body.TryJoin()?.Dispose();
            return done.IsCompleted;
        },
        "the others are held up no more",
        Cancellation);

    /// <summary>Moves the clock when one reader has everything that another one's slowness leaves it.</summary>
    private async Task MoveAsync(TimeSpan by, BodyReader fast, BodyReader slow, Task filling)
    {
        // And when the writer has begun to watch it, which in real time is long before the clock has moved by as much.
        while (!filling.IsCompleted && (slow.Timed is null || fast.Position < slow.Position + BodyPace.WindowBytes))
        {
            await Task.Yield();
            Cancellation.ThrowIfCancellationRequested();
        }

        _time.Move(by);
    }

    /// <summary>All the bytes; null when the reader fell behind.</summary>
    private static async Task<byte[]?> ReadToEndAsync(BodyReader reader, Func<Task>? afterEach = null)
    {
        using var received = new MemoryStream();
        while (await reader.ReadAsync(Cancellation) is { } bytes)
        {
            if (bytes.IsEmpty)
            {
                return received.ToArray();
            }

            received.Write(bytes.Span);
            reader.Advance(bytes.Length);
            if (afterEach is not null)
            {
                await afterEach();
            }
        }

        return null;
    }

    private async Task<ZipBody> SourceAsync(bool isAnnounced, bool canContinue = false)
    {
        var message = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new MemoryStream(_bytes)) };
        var response = TakenResponse.TakeFrom(message, new Uri("http://127.0.0.1/"), null);
        var source = new ZipBody(
            response, long.MaxValue, new FailoverOptions(), TimeSpan.FromMinutes(1), canContinue ? (_, _, _) => Task.FromResult<TakenResponse?>(null) : null, 0, isAnnounced ? _bytes.Length : null);
        await source.PeekAsync(TimeSpan.FromMinutes(1), Cancellation);
        return source;
    }
}
