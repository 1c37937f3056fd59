using System.Buffers;
using Gateway.Caching;

namespace Gateway.Tests.Caching;

/// <summary>The bytes that pass through to a body's only reader.</summary>
public class PassingBytesTests
{
    private const int Kibibyte = 1024;

    private readonly BodyTime _time = new();

    [Theory]
    [InlineData(1, 512)]
    [InlineData(64, 512)]
    [InlineData(65, 256)]
    [InlineData(200, 128)]
    [InlineData(5000, 64)]
    public void It_is_the_smaller_the_more_of_them_there_are(int windows, int kibibytes)
    {
        var budget = new InFlightBudget(0);

        for (var window = 0; window < windows; window++)
        {
            budget.WindowOpened();
        }

        budget.PieceBytes.Should().Be(kibibytes * Kibibyte);
    }

    [Fact]
    public void What_is_written_to_it_lies_where_the_body_has_it_until_it_is_given_back()
    {
        var piece = new PassingBytes(1000, new InFlightBudget(0), _time);
        "first"u8.CopyTo(piece.Space(8).Span);
        piece.Advance(5);

        piece.Written.Should().Be(1005);
        piece.At(1000)!.Value.ToArray().Should().Equal("first"u8.ToArray());
        piece.At(1003)!.Value.ToArray().Should().Equal("st"u8.ToArray());

        piece.GiveBack();
        piece.At(1004).Should().BeNull();
        "and"u8.CopyTo(piece.Space(3).Span);
        piece.Advance(3);
        piece.At(1004).Should().BeNull();
        piece.At(1005)!.Value.ToArray().Should().Equal("and"u8.ToArray());
        piece.GiveBack();
    }

    [Theory]
    [InlineData(1000, 64)]
    [InlineData(500, 128)]
    [InlineData(1, 512)]
    public void It_takes_what_passes_in_a_second(int milliseconds, int kibibytes)
    {
        var piece = new PassingBytes(0, new InFlightBudget(0), _time);
        piece.Space(long.MaxValue).Length.Should().Be(64 * Kibibyte, "nobody knows yet how quick its reader is");
        piece.Advance(64 * Kibibyte);
        piece.GiveBack();

        _time.Move(TimeSpan.FromMilliseconds(milliseconds));

        piece.Space(long.MaxValue).Length.Should().Be(kibibytes * Kibibyte);
    }

    [Fact]
    public void What_is_left_of_a_piece_is_filled_while_the_reader_has_not_all()
    {
        var piece = new PassingBytes(0, new InFlightBudget(0), _time);
        piece.HasRoom.Should().BeFalse("there is none before the first");
        piece.Space(long.MaxValue).Span[0] = 1;
        piece.Advance(16 * Kibibyte);
        piece.HasRoom.Should().BeTrue();

        piece.Space(long.MaxValue).Span[0] = 2;
        piece.Advance(16 * Kibibyte);

        piece.HasRoom.Should().BeFalse("half of it is full");
        piece.At(0)!.Value.Length.Should().Be(32 * Kibibyte);
        (piece.At(0)!.Value.Span[0], piece.At(16 * Kibibyte)!.Value.Span[0]).Should().Be(((byte)1, (byte)2));
    }

    [Fact]
    public void What_is_still_read_is_given_to_nobody()
    {
        var piece = new PassingBytes(0, new InFlightBudget(0), _time);
        piece.Advance(piece.Space(long.MaxValue).Length);
        var read = piece.At(0)!.Value;
        _time.Move(TimeSpan.FromSeconds(1));

        var next = piece.Space(long.MaxValue);

        next.Span.Overlaps(read.Span).Should().BeFalse();
    }

    [Fact]
    public void What_is_being_filled_is_given_to_nobody()
    {
        var piece = new PassingBytes(0, new InFlightBudget(0), _time);
        piece.Space(long.MaxValue);

        piece.GiveBack();
        piece.Advance(1);

        piece.At(0).Should().NotBeNull();
    }

    [Fact]
    public void Its_memory_is_given_to_others_once()
    {
        var piece = new PassingBytes(0, new InFlightBudget(0), _time);
        var size = piece.Space(long.MaxValue).Length;
        piece.Advance(size);

        piece.GiveBack();
        piece.GiveBack();

        var (one, other) = (ArrayPool<byte>.Shared.Rent(size), ArrayPool<byte>.Shared.Rent(size));
        other.Should().NotBeSameAs(one);
        ArrayPool<byte>.Shared.Return(one);
        ArrayPool<byte>.Shared.Return(other);
    }
}
