using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Caching;

/// <summary>Writes frames and reads them back, signed: who can write to the shared tier cannot replace what it answers.</summary>
/// <remarks>
/// <code>
/// 'G' version flags | stamp 8 | lifetime ms 8 | written unix ms 8 | key | tag count 2, tags | payload length 4, payload | HMAC-SHA-256 32
/// </code>
/// Numbers are little-endian; a text is its UTF-8 length in two bytes and its bytes. The signature covers everything before it. A gateway
/// without a key signs with one that everybody knows, which tells damage and nothing else; whoever has a key refuses such frames.
/// </remarks>
internal sealed class FrameFormat
{
    /// <summary>Goes up with every change that an older gateway would misread; it is part of every key in Redis too.</summary>
    public const byte Version = 1;

    /// <summary>Of a key file.</summary>
    public const int ShortestKey = 32;

    /// <summary>Bytes that hold the tags of nearly every frame.</summary>
    public const int HeadLength = 4096;

    private const byte Magic = (byte)'G';
    private const byte NullFlag = 1;
    private const int FixedLength = 27;
    private const long LongestLifetime = 3_650L * 24 * 60 * 60 * 1000;
    private const long LastWritten = 253_402_300_799_999;

    private readonly byte[] _key;

    /// <param name="key">The contents of the key file; empty when there is none.</param>
    /// <param name="gateway">The name that the replicas of this gateway share: nobody else's frames are ours.</param>
    public FrameFormat(ReadOnlySpan<byte> key, string gateway)
    {
        if (key.Length is > 0 and < ShortestKey)
        {
            throw new ArgumentException($"A key has at least {ShortestKey} bytes.", nameof(key));
        }

        // A key of our own out of theirs: the same file may sign other things, and for other gateways.
        _key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"gateway cache frame {gateway}"));
    }

    /// <summary>Writes everything before the payload, which follows through the same buffer. Where the payload begins.</summary>
    public static int Begin(FrameBuffer buffer, string key, in Frame head)
    {
        var span = buffer.GetSpan(FixedLength);
        span[0] = Magic;
        span[1] = Version;
        span[2] = head.IsNull ? NullFlag : (byte)0;
        BinaryPrimitives.WriteInt64LittleEndian(span[3..], head.Stamp);
        BinaryPrimitives.WriteInt64LittleEndian(span[11..], (long)head.Lifetime.TotalMilliseconds);
        BinaryPrimitives.WriteInt64LittleEndian(span[19..], head.Written.ToUnixTimeMilliseconds());
        buffer.Advance(FixedLength);
        WriteText(buffer, key);
        BinaryPrimitives.WriteUInt16LittleEndian(buffer.GetSpan(2), checked((ushort)head.Tags.Length));
        buffer.Advance(2);
        foreach (var tag in head.Tags)
        {
            WriteText(buffer, tag);
        }

        buffer.GetSpan(4);
        buffer.Advance(4);
        return buffer.Length;
    }

    /// <summary>Closes a frame after its payload.</summary>
    public void End(FrameBuffer buffer, int payloadStart)
    {
        BinaryPrimitives.WriteInt32LittleEndian(buffer.Patch(payloadStart - 4, 4), buffer.Length - payloadStart);
        var length = buffer.Length;
        var signature = buffer.GetSpan(HMACSHA256.HashSizeInBytes);
        HMACSHA256.HashData(_key, buffer.Written.Span[..length], signature);
        buffer.Advance(HMACSHA256.HashSizeInBytes);
    }

    /// <summary>Reads a frame that was kept under this key. Anything but what <see cref="End"/> left is a fault.</summary>
    public FrameFault Read(ReadOnlyMemory<byte> bytes, string key, out Frame frame)
    {
        frame = default;
        if (bytes.Length <= HMACSHA256.HashSizeInBytes || !IsSigned(bytes.Span))
        {
            return FrameFault.Forged;
        }

        var content = bytes[..^HMACSHA256.HashSizeInBytes];
        var rest = content.Span;
        if (!TryReadHead(ref rest, out var framed, out var head) || rest.Length < 4 || BinaryPrimitives.ReadInt32LittleEndian(rest) != rest.Length - 4)
        {
            return FrameFault.Format;
        }

        if (framed != key)
        {
            return FrameFault.Forged;
        }

        frame = head with { Payload = content[^(rest.Length - 4)..] };
        return FrameFault.None;
    }

    /// <summary>What the beginning of a frame says, its signature unseen: enough to remove it, never to serve it. Null: no frame.</summary>
    public static Frame? Peek(ReadOnlySpan<byte> beginning) => TryReadHead(ref beginning, out _, out var head) ? head : null;

    private bool IsSigned(ReadOnlySpan<byte> bytes)
    {
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, bytes[..^HMACSHA256.HashSizeInBytes], expected);
        return CryptographicOperations.FixedTimeEquals(expected, bytes[^HMACSHA256.HashSizeInBytes..]);
    }

    private static bool TryReadHead(ref ReadOnlySpan<byte> rest, out string key, out Frame head)
    {
        head = default;
        key = "";
        if (rest.Length < FixedLength || rest[0] != Magic || rest[1] != Version || rest[2] > NullFlag)
        {
            return false;
        }

        var isNull = rest[2] == NullFlag;
        var stamp = BinaryPrimitives.ReadInt64LittleEndian(rest[3..]);
        var lifetime = BinaryPrimitives.ReadInt64LittleEndian(rest[11..]);
        var written = BinaryPrimitives.ReadInt64LittleEndian(rest[19..]);
        rest = rest[FixedLength..];
        if (lifetime is < 0 or > LongestLifetime || written is < 0 or > LastWritten || !TryReadText(ref rest, out key) || rest.Length < 2)
        {
            return false;
        }

        var tags = new string[BinaryPrimitives.ReadUInt16LittleEndian(rest)];
        rest = rest[2..];
        for (var i = 0; i < tags.Length; i++)
        {
            if (!TryReadText(ref rest, out tags[i]))
            {
                return false;
            }
        }

        head = new Frame(stamp, TimeSpan.FromMilliseconds(lifetime), DateTimeOffset.FromUnixTimeMilliseconds(written), tags, isNull, default);
        return true;
    }

    private static bool TryReadText(ref ReadOnlySpan<byte> rest, out string text)
    {
        text = "";
        if (rest.Length < 2 || BinaryPrimitives.ReadUInt16LittleEndian(rest) is var length && rest.Length - 2 < length)
        {
            return false;
        }

        text = Encoding.UTF8.GetString(rest.Slice(2, length));
        rest = rest[(2 + length)..];
        return true;
    }

    private static void WriteText(FrameBuffer buffer, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var span = buffer.GetSpan(2 + length);
        BinaryPrimitives.WriteUInt16LittleEndian(span, checked((ushort)length));
        Encoding.UTF8.GetBytes(text, span[2..]);
        buffer.Advance(2 + length);
    }
}
