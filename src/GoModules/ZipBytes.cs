using System.Runtime.InteropServices;

namespace GoModules;

/// <summary>The bytes of a zip that arrives in pieces, which are held as they come and not copied together.</summary>
internal sealed class ZipBytes
{
    private readonly List<(long Start, ReadOnlyMemory<byte> Bytes)> _pieces = [];

    /// <summary>How many there are so far.</summary>
    public long Length { get; private set; }

    public static ZipBytes Of(ReadOnlyMemory<byte> zip)
    {
        var bytes = new ZipBytes();
        bytes.Append(zip);
        return bytes;
    }

    /// <summary>Adds the next ones, which must not change any more.</summary>
    public void Append(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        // Whoever sends byte by byte must not cost more than who sends pieces.
        if (_pieces is [.., var (start, last)] && Join(last, bytes) is { Count: > 0 } both)
        {
            _pieces[^1] = (start, both);
        }
        else
        {
            _pieces.Add((Length, bytes));
        }

        Length += bytes.Length;
    }

    /// <summary>Whether so many bytes are there from a position on; then they are copied.</summary>
    public bool TryRead(long at, Span<byte> target)
    {
        if (at < 0 || at > Length - target.Length)
        {
            return false;
        }

        while (!target.IsEmpty)
        {
            var piece = From(at).Span;
            var count = Math.Min(piece.Length, target.Length);
            piece[..count].CopyTo(target);
            target = target[count..];
            at += count;
        }

        return true;
    }

    /// <summary>So many bytes from a position on; copied where they lie in several pieces. Null when they are not all there.</summary>
    public ReadOnlyMemory<byte>? Slice(long at, long length)
    {
        if (at < 0 || length < 0 || at > Length - length)
        {
            return null;
        }

        if (length == 0 || From(at).Length >= length)
        {
            return length == 0 ? ReadOnlyMemory<byte>.Empty : From(at)[..(int)length];
        }

        var copy = new byte[length];
        TryRead(at, copy);
        return copy;
    }

    /// <summary>A part alone, beginning at 0, for another thread: it does not change when more is added here. Nothing is copied.</summary>
    public ZipBytes Part(long at, long length)
    {
        var part = new ZipBytes();
        while (part.Length < length)
        {
            var piece = From(at + part.Length);
            part.Append(piece[..(int)Math.Min(piece.Length, length - part.Length)]);
        }

        return part;
    }

    /// <summary>The bytes from a position to the end of their piece. The position is before <see cref="Length"/>.</summary>
    public ReadOnlyMemory<byte> From(long at)
    {
        var (low, high) = (0, _pieces.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = _pieces[middle].Start <= at ? (middle, high) : (low, middle - 1);
        }

        return _pieces[low].Bytes[(int)(at - _pieces[low].Start)..];
    }

    /// <summary>Both together, where they lie side by side; else nothing.</summary>
    private static ArraySegment<byte> Join(ReadOnlyMemory<byte> one, ReadOnlyMemory<byte> next) =>
        MemoryMarshal.TryGetArray(one, out var first) && MemoryMarshal.TryGetArray(next, out var second)
        && first.Array == second.Array && first.Offset + first.Count == second.Offset
            ? new ArraySegment<byte>(first.Array!, first.Offset, first.Count + second.Count)
            : default;
}
