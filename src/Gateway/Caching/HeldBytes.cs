using System.Buffers;

namespace Gateway.Caching;

/// <summary>The bytes of a body that are held: written at its end, read anywhere, dropped from its beginning.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class HeldBytes
{
    /// <summary>The size of its pieces, in bytes.</summary>
    public const int SegmentBytes = 64 * 1024;

    private readonly List<byte[]?> _segments = [];
    private int _dropped;

    /// <summary>Bytes written so far, dropped ones included.</summary>
    public long Written { get; private set; }

    /// <summary>Whether nothing has been dropped.</summary>
    public bool HasBeginning => _dropped == 0;

    /// <summary>Whether the next byte needs a new piece.</summary>
    public bool IsFull => Written % SegmentBytes == 0;

    /// <summary>Begins a new piece for this many bytes more, or for a part of them.</summary>
    public void Grow(long missing) => _segments.Add(GC.AllocateUninitializedArray<byte>((int)Math.Clamp(missing, 1, SegmentBytes)));

    /// <summary>Where the next bytes go, after which <see cref="Advance"/> says how many there are.</summary>
    public Memory<byte> Space() => _segments[^1].AsMemory((int)(Written % SegmentBytes));

    public void Advance(int count) => Written += count;

    /// <summary>The bytes from a position before <see cref="Written"/> to the end of their piece; null when they were dropped.</summary>
    public ReadOnlyMemory<byte>? At(long position)
    {
        var index = (int)(position / SegmentBytes);
        // Not a conditional expression: there null would become an empty memory, which means the end.
        if (_segments[index] is not { } segment)
        {
            return null;
        }

        var start = (int)(position % SegmentBytes);
        return segment.AsMemory(start, Used(index) - start);
    }

    /// <summary>Drops the pieces that lie before a position and says how many they were.</summary>
    public int DropBefore(long position)
    {
        var before = _dropped;
        while (_dropped < _segments.Count - 1 && (_dropped + 1L) * SegmentBytes <= position)
        {
            _segments[_dropped++] = null;
        }

        return _dropped - before;
    }

    /// <summary>Drops all of it, for good: nothing more is written here.</summary>
    public void Clear() => _segments.Clear();

    /// <summary>Everything that was written, when nothing was dropped.</summary>
    public ReadOnlySequence<byte> ToSequence() => BodySegment.Chain(_segments
        .Select((segment, index) => (Segment: segment!, Used: Used(index)))
        .Where(piece => piece.Used > 0)
        // What is kept for days must not drag an empty rest along.
        .Select(piece => piece.Used == piece.Segment.Length ? piece.Segment : piece.Segment[..piece.Used]));

    private int Used(int index) => (int)Math.Min(SegmentBytes, Written - ((long)index * SegmentBytes));
}
