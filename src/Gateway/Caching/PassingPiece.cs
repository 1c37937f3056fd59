using System.Buffers;

namespace Gateway.Caching;

/// <summary>The piece of memory that the rest of a body passes through: written again once the one reader of that body has all that is in it.</summary>
/// <remarks>
/// In one call to the kernel it is filled with what has arrived: 512 KiB at once take a third less of the processor than 64. Not thread-safe.
/// </remarks>
internal sealed class PassingPiece
{
    private readonly TimeProvider _time;
    private byte[]? _bytes;
    private long _from;
    private long _since;

    /// <param name="from">Where in the body it begins, in bytes.</param>
    /// <param name="size">How many bytes it holds at least.</param>
    /// <param name="time">Measures how quickly they pass.</param>
    public PassingPiece(long from, int size, TimeProvider time)
    {
        (_time, _bytes, _from, _since, Written) = (time, ArrayPool<byte>.Shared.Rent(size), from, time.GetTimestamp(), from);
    }

    /// <summary>How much of the body was written so far, in bytes, with what came before it.</summary>
    public long Written { get; private set; }

    /// <summary>Where the next bytes go. What is in it is gone.</summary>
    public Memory<byte> Space()
    {
        var (passed, now) = (Written - _from, _time.GetTimestamp());
        var took = _time.GetElapsedTime(_since, now);
        (_from, _since) = (Written, now);
        // What passes in a second: whoever gives it would close the connection, were it not read from for half a minute.
        var most = Math.Max(HeldBytes.SegmentBytes, passed / Math.Max(took.TotalSeconds, 0.001));
        return _bytes.AsMemory(0, (int)Math.Min(_bytes!.Length, most));
    }

    public void Advance(int count) => Written += count;

    /// <summary>The bytes from a position before <see cref="Written"/> on; null when they were written over.</summary>
    public ReadOnlyMemory<byte>? At(long position) => position < _from ? null : new(_bytes, (int)(position - _from), (int)(Written - position));

    /// <summary>Gives the memory to others, once. Only when nobody reads or writes it any more.</summary>
    public void Return()
    {
        if (_bytes is { } bytes)
        {
            _bytes = null;
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
