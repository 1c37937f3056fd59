using System.Buffers;
using Gateway.Checksums;
using Gateway.Upstreams;

namespace Gateway.Caching;

/// <summary>What is held of a body: all of it as long as that may be, else a window; and how much of that may be given out.</summary>
/// <remarks>
/// It becomes a window when it turns out larger than what is kept, or when the budget for bodies under way is used up. One whose end is
/// withheld until it is judged never does: it is refused instead, because what cannot be held to its end can never be judged. What was a
/// window from its beginning passes through to one reader, once it was held long enough for others to come (<see cref="PassingBytes"/>). Not thread-safe.
/// </remarks>
internal sealed class BodyStore(ZipBody source, long largest, InFlightBudget budget, TimeProvider time)
{
    // Where the rest cannot pass through, or not yet: nobody else is kept waiting.
    private const int AheadOfOne = 192 * 1024;

    private readonly HeldBytes _held = new();
    private readonly InFlightShare _share = new(budget);
    private PassingBytes? _passing;

    /// <summary>How many of its last bytes nobody gets before it is judged.</summary>
    public long Withheld { get; set; }

    /// <summary>Whether its beginning may be dropped.</summary>
    public bool IsWindow { get; private set; } = source.Length > largest;

    /// <summary>Whether the rest passes through to its only reader: memory is taken for what has arrived, until he has it.</summary>
    public bool IsPassing => _passing is not null;

    /// <summary>Whether all that was announced is written, and nothing but the end is waited for.</summary>
    public bool IsComplete => Written == source.Length;

    /// <summary>How many bytes may be written that its only reader has not, before he is waited for.</summary>
    public long Ahead => _passing is { HasRoom: true } ? long.MaxValue : IsPassing || MayPass ? 1 : AheadOfOne;

    /// <summary>Whether it is larger than what is kept.</summary>
    public bool IsTooLarge => source.Length > largest || Written >= largest;

    /// <summary>Bytes written so far, dropped ones included.</summary>
    public long Written => _passing?.Written ?? _held.Written;

    /// <summary>Whether nothing has been dropped.</summary>
    public bool HasBeginning => _passing is null && _held.HasBeginning;

    /// <summary>How many bytes may be given out before the verdict.</summary>
    public long Unwithheld =>
        Withheld == 0 ? Written : Math.Max(0, source.Length is { } length ? Math.Min(Written, length - Withheld) : Written - Withheld);

    /// <summary>The bytes from a position before <see cref="Written"/> to the end of their piece; null when they were dropped.</summary>
    public ReadOnlyMemory<byte>? At(long position) => _passing is null ? _held.At(position) : _passing.At(position);

    /// <summary>Everything that was written, when nothing was dropped.</summary>
    public ReadOnlySequence<byte> ToSequence() => _held.ToSequence();

    /// <summary>Looks whether it has become too large to be held whole.</summary>
    /// <exception cref="DeniedBodyException">It has, and is withheld.</exception>
    public void Measure()
    {
        if (IsWindow || Written >= largest)
        {
            BecomeWindow();
        }

        ThrowIfWithheldInVain();
    }

    /// <summary>From here on it passes through to its only reader, who has all that was written; if it may. Not while somebody writes.</summary>
    public void BeginPassing()
    {
        if (_passing is null && MayPass)
        {
            _passing = new PassingBytes(Written, budget, time);
            _held.Clear();
        }
    }

    /// <summary>Its only reader has all that was written.</summary>
    public void Passed() => _passing?.GiveBack();

    /// <summary>Where the next bytes go, after which <see cref="Advance"/> says how many there are.</summary>
    /// <exception cref="DeniedBodyException">Nothing more can be held, and it is withheld.</exception>
    public Memory<byte> Space()
    {
        if (_passing is not null)
        {
            // The end is told in place of a byte that does not come.
            return IsComplete ? new byte[1] : _passing.Space(source.Length!.Value - Written);
        }

        if (_held.IsFull)
        {
            if (!IsWindow && !_share.TryTake(HeldBytes.SegmentBytes))
            {
                BecomeWindow();
            }

            ThrowIfWithheldInVain();
            _held.Grow(source.Length - Written ?? HeldBytes.SegmentBytes);
        }

        return _held.Space();
    }

    /// <summary>Takes note of bytes that were written.</summary>
    public void Advance(int count)
    {
        if (_passing is null)
        {
            _held.Advance(count);
        }
        else
        {
            _passing.Advance(count);
        }
    }

    /// <summary>Drops what its readers have, of a window.</summary>
    /// <param name="slowest">How far the slowest one is.</param>
    /// <param name="isAlone">Whether there is one reader and no other.</param>
    public void DropBehind(long slowest, bool isAlone)
    {
        if (IsPassing)
        {
            return;
        }

        // Once the beginning is gone nobody comes any more, and who is alone goes back for nothing.
        var behind = isAlone && !HasBeginning ? 0 : budget.BehindBytes;
        var dropped = _held.DropBefore(Math.Min(Written - behind, slowest));
        // It was taken before the body became a window.
        _share.Return((long)dropped * HeldBytes.SegmentBytes);
    }

    /// <summary>Nobody reads or writes it any more: gives back what it took of the budget, and its memory to others.</summary>
    public void GiveBack()
    {
        _share.ReturnAll();
        Passed();
    }

    // What was a window from the start is neither checked nor kept, so that its readers are all who can hold a piece. Who comes a moment later
    // finds the beginning, and nobody comes after that.
    private bool MayPass => source.Length > largest && Written >= budget.BehindBytes;

    private void BecomeWindow()
    {
        IsWindow = true;
        _share.BecomeWindow();
    }

    private void ThrowIfWithheldInVain()
    {
        if (Withheld > 0 && IsWindow)
        {
            throw Written >= largest
                ? new DeniedBodyException(StatusCodes.Status403Forbidden, $"gave a zip larger than the {largest / (1024 * 1024)} MiB that are held until it is checked (Checksums:LargestZipMegabytes)")
                : new DeniedBodyException(StatusCodes.Status503ServiceUnavailable, "gave a zip that cannot be held until it is checked: bodies under way take all they may (Caching:InFlightMegabytes)");
        }
    }
}
