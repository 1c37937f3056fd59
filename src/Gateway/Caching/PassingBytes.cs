using System.Buffers;

namespace Gateway.Caching;

/// <summary>The bytes of a body that are on their way to its only reader: what he has is held no more.</summary>
/// <remarks>
/// They lie in one piece of memory, which is taken when something has arrived for it, but for the first, and given to others when the reader has all of it: who waits
/// for a cluster holds none. What has arrived is read in one call to the kernel: 512 KiB at once take a third less of the processor than 64. Not thread-safe.
/// docs/decisions/0035-a-large-download-passes-through.md.
/// </remarks>
/// <param name="from">Where in the body it begins, in bytes.</param>
/// <param name="budget">Says how large pieces may be.</param>
/// <param name="time">Measures how quickly they pass.</param>
internal sealed class PassingBytes(long from, InFlightBudget budget, TimeProvider time)
{
    private byte[]? _piece;
    private bool _isFilling;
    private int _size;
    private long _from = from;
    private long _since = time.GetTimestamp();

    /// <summary>How much of the body was written so far, in bytes, with what came before it.</summary>
    public long Written { get; private set; } = from;

    /// <summary>Whether more may be written while the reader has not all of it.</summary>
    /// <remarks>
    /// Over TLS little comes at once, a record of 16 KiB, however many there are. Where much does, one call for all that comes until the reader is done costs less than one for
    /// the room and one for the rest.
    /// </remarks>
    public bool HasRoom => _piece is not null && Written - _from < _size / 2;

    /// <summary>Where the next bytes go. A piece without room that was not given back is left to the collector: somebody may be reading it.</summary>
    /// <param name="missing">How many bytes are still to come.</param>
    public Memory<byte> Space(long missing)
    {
        if (!HasRoom)
        {
            Take(missing);
        }

        _isFilling = true;
        return _piece.AsMemory((int)(Written - _from), _size - (int)(Written - _from));
    }

    public void Advance(int count)
    {
        Written += count;
        _isFilling = false;
    }

    /// <summary>The bytes from a position before <see cref="Written"/> on; null when they are gone.</summary>
    public ReadOnlyMemory<byte>? At(long position) => position < _from || _piece is null ? null : new(_piece, (int)(position - _from), (int)(Written - position));

    /// <summary>Gives its memory to others, if it has any and it is not being filled. Only when nobody reads it any more.</summary>
    public void GiveBack()
    {
        if (!_isFilling && _piece is { } piece)
        {
            _piece = null;
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    private void Take(long missing)
    {
        var (passed, now) = (Written - _from, time.GetTimestamp());
        var took = Math.Max(time.GetElapsedTime(_since, now).TotalSeconds, 0.001);
        (_from, _since) = (Written, now);
        // As much as passed in a second: many a cluster closes a connection that is not read from for half a minute, as while a slow client takes half a megabyte.
        _size = (int)Math.Min(missing, Math.Clamp(passed / took, HeldBytes.SegmentBytes, budget.PieceBytes));
        _piece = ArrayPool<byte>.Shared.Rent(_size);
    }
}
