using System.Buffers;
using Gateway.Caching;

namespace Gateway.Tests.Caching;

/// <summary>Frames as they lie in Redis.</summary>
public sealed class RedisFrameTests
{
    // Written once by the format's first version and never changed: what an older gateway kept, a newer one reads.
    private const string Stored =
        "470100020100000000000060EA000000000000" // 'G', version, flags, stamp 258, lifetime 60000 ms
        + "3818DA87B101000004006B65793102000100740300743A32" // written, "key1", 2 tags: "t", "t:2"
        + "0500000068656C6C6F"; // "hello"

    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(number => (byte)number)];

    [Fact]
    public void A_frame_has_these_very_bytes()
    {
        var frame = Write(new FrameFormat(Key, "edge"));

        Convert.ToHexString(frame.AsSpan(0, frame.Length - 32)).Should().Be(Stored);
        Convert.ToHexString(frame.AsSpan(frame.Length - 32)).Should().Be("F2B3E3FF83F2B2E8B17434A06990A6E0769BCDEF3FD23BAB3865D27ABB7D07E5");
    }

    [Fact]
    public void A_frame_is_read_as_it_was_written()
    {
        var bytes = Write(new FrameFormat(Key, "edge"));

        new FrameFormat(Key, "edge").Read(bytes, "key1", out var frame).Should().Be(FrameFault.None);

        frame.Stamp.Should().Be(258);
        frame.Lifetime.Should().Be(TimeSpan.FromMinutes(1));
        frame.Tags.Should().Equal("t", "t:2");
        frame.IsNull.Should().BeFalse();
        frame.Payload.ToArray().Should().Equal("hello"u8.ToArray());
        FrameFormat.Peek(bytes.AsSpan(0, 60))!.Value.Tags.Should().Equal("t", "t:2");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_single_bit_that_is_turned_is_a_miss(bool isSigned)
    {
        var format = new FrameFormat(isSigned ? Key : [], "edge");
        var bytes = Write(format);
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            format.Read(bytes, "key1", out _).Should().NotBe(FrameFault.None, $"bit {bit} is turned");
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        format.Read(bytes, "key1", out _).Should().Be(FrameFault.None);
    }

    [Fact]
    public void Whatever_is_cut_off_or_added_is_a_miss()
    {
        var format = new FrameFormat(Key, "edge");
        var bytes = Write(format);
        for (var length = 0; length < bytes.Length; length++)
        {
            format.Read(bytes.AsMemory(0, length), "key1", out _).Should().NotBe(FrameFault.None);
            FrameFormat.Peek(bytes.AsSpan(0, length));
        }

        format.Read((byte[])[.. bytes, 0], "key1", out _).Should().Be(FrameFault.Forged);
    }

    [Fact]
    public void A_frame_counts_under_its_own_key_alone_and_for_whoever_has_the_same_secret()
    {
        var bytes = Write(new FrameFormat(Key, "edge"));

        new FrameFormat(Key, "edge").Read(bytes, "key2", out _).Should().Be(FrameFault.Forged);
        new FrameFormat([.. Key.Reverse()], "edge").Read(bytes, "key1", out _).Should().Be(FrameFault.Forged);
        new FrameFormat([], "edge").Read(bytes, "key1", out _).Should().Be(FrameFault.Forged);
        new FrameFormat(Key, "edge").Read(Write(new FrameFormat([], "edge")), "key1", out _).Should().Be(FrameFault.Forged);
        new FrameFormat(Key, "other").Read(bytes, "key1", out _).Should().Be(FrameFault.Forged);
    }

    [Fact]
    public void A_key_of_less_than_32_bytes_is_none()
    {
        var made = () => new FrameFormat(new byte[31], "edge");

        made.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void A_signed_frame_of_another_version_is_told_from_a_forged_one()
    {
        var format = new FrameFormat(Key, "edge");
        using var buffer = new FrameBuffer();
        var start = FrameFormat.Begin(buffer, "key1", Head());
        buffer.Patch(1, 1)[0] = 2;
        format.End(buffer, start);

        format.Read(buffer.Written, "key1", out _).Should().Be(FrameFault.Format);
    }

    private static Frame Head() =>
        new(258, TimeSpan.FromMinutes(1), DateTimeOffset.FromUnixTimeMilliseconds(0x1B187DA1838), ["t", "t:2"], false, default);

    private static byte[] Write(FrameFormat format)
    {
        using var buffer = new FrameBuffer();
        var start = FrameFormat.Begin(buffer, "key1", Head());
        buffer.Write("hello"u8);
        format.End(buffer, start);
        return buffer.Written.ToArray();
    }
}
