using System.Buffers;
using System.Security.Cryptography;
using Gateway.Checksums;
using Gateway.Upstreams;

namespace Gateway.Caching;

/// <summary>A body that is written once, while it arrives, and read by any number of clients at their own pace.</summary>
/// <remarks>
/// As long as it may be kept it holds everything. When it turns out too large, or the budget for bodies under way is used up, it
/// becomes a window: what all its readers have is dropped, the writer waits for them as <see cref="BodyPace"/> says, and a reader that
/// it does not wait for goes on by itself (<see cref="BodyReader"/>). One that is checked before it is given out keeps its end back until
/// <see cref="Judge"/>, and never becomes a window: it breaks instead.
/// </remarks>
internal sealed class SharedBody(ZipBody source, long largest, InFlightBudget budget, TimeProvider time, bool isHashed = false)
{
    // What is dropped lies this far behind the writer, so that who comes a moment later is still aboard.
    private const int BehindBytes = 2 * BodyPace.WindowBytes;

    private readonly Lock _gate = new();
    private readonly HeldBytes _held = new();
    private readonly BodyPace _pace = new(time);
    private readonly InFlightShare _share = new(budget);
    private readonly Signal _grown = new();
    private readonly Signal _moved = new();
    private bool _isWindow = source.Length > largest;
    private bool _isFilled;
    private bool _isOver;
    private Exception? _failure;
    private string? _sha256;

    /// <summary>What it is filled from: its length, and its continuation for readers that fall behind.</summary>
    public ZipBody Source => source;

    /// <summary>How many of its last bytes nobody gets before it is judged; 0 when it is not checked before it is given out.</summary>
    public long Withheld { get; init; }

    /// <summary>What came of checking it.</summary>
    public ChecksumNote Note { get; } = new();

    /// <summary>The licences in it.</summary>
    public LicenseReading Licenses { get; } = new();

    /// <summary>Whether it is larger than what is held.</summary>
    public bool IsTooLarge
    {
        get
        {
            lock (_gate)
            {
                return source.Length > largest || _held.Written >= largest;
            }
        }
    }

    /// <summary>Whether it holds everything, and will as far as can be known.</summary>
    public bool IsWhole
    {
        get
        {
            lock (_gate)
            {
                return !_isWindow;
            }
        }
    }

    /// <summary>Whether all of it has arrived and is held.</summary>
    public bool IsHeld
    {
        get
        {
            lock (_gate)
            {
                return _isOver && _failure is null && !_isWindow;
            }
        }
    }

    /// <summary>SHA-256 of all of it in lower-case hexadecimal; null while it arrives, when it broke, and where nobody wants to know.</summary>
    public string? Sha256
    {
        get
        {
            lock (_gate)
            {
                return _failure is null ? _sha256 : null;
            }
        }
    }

    /// <summary>Joins at the beginning; null when the beginning is gone already, or the body broke.</summary>
    public BodyReader? TryJoin()
    {
        lock (_gate)
        {
            if (!_held.HasBeginning || _failure is not null)
            {
                return null;
            }

            var reader = new BodyReader(this);
            _pace.Add(reader);
            return reader;
        }
    }

    public void Leave(BodyReader reader)
    {
        lock (_gate)
        {
            _pace.Remove(reader);
            _moved.Raise();
            GiveBack();
        }
    }

    /// <summary>Writes the source to its end and says whether everything of it is held then.</summary>
    /// <exception cref="BrokenBodyException">The source broke; the readers learn it too.</exception>
    /// <exception cref="OperationCanceledException">Nobody wants it any more.</exception>
    public async Task<bool> FillAsync(CancellationToken cancellation)
    {
        // While it comes: what streams through is held nowhere afterwards.
        using var hash = isHashed ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        try
        {
            while (true)
            {
                var space = await SpaceAsync(cancellation);
                var read = await source.ReadAsync(space, cancellation);
                if (read == 0)
                {
                    Hashed(hash);
                    Filled();
                    return IsWhole;
                }

                Advance(read);
                hash?.AppendData(space.Span[..read]);
            }
        }
        catch (Exception failure)
        {
            End(failure);
            throw;
        }
    }

    /// <summary>Lets go of what was withheld, or breaks the body for good where the verdict refuses it.</summary>
    public void Judge(ChecksumVerdict verdict)
    {
        Note.Verdict = verdict;
        End(verdict.Refusal is { } status ? new DeniedBodyException(status, verdict.Words) : null);
    }

    /// <summary>Breaks the body, unless it has ended: nobody will judge it any more.</summary>
    public void Abandon() => End(new DeniedBodyException(StatusCodes.Status503ServiceUnavailable, "gave it, and it could not be checked"));

    /// <summary>Everything that was written. Only when <see cref="IsHeld"/> says so.</summary>
    public ReadOnlySequence<byte> ToSequence() => _held.ToSequence();

    /// <summary>The bytes at a position as soon as there are some; empty at the end; null when they are held no more.</summary>
    /// <exception cref="BrokenBodyException">The body broke.</exception>
    internal async ValueTask<ReadOnlyMemory<byte>?> ReadAtAsync(long position, CancellationToken cancellation)
    {
        while (true)
        {
            Task grown;
            lock (_gate)
            {
                if (position < Readable)
                {
                    // Not a conditional expression: there null would become an empty memory, which means the end.
                    if (_held.At(position) is not { } bytes)
                    {
                        return null;
                    }

                    return bytes[..(int)Math.Min(bytes.Length, Readable - position)];
                }

                if (_isOver)
                {
                    return _failure is null ? ReadOnlyMemory<byte>.Empty : throw new BrokenBodyException("The body broke while it was shared.", _failure);
                }

                grown = _grown.Next;
            }

            await grown.WaitAsync(cancellation);
        }
    }

    /// <summary>The bytes at a position as soon as they have arrived, withheld ones too: for whoever checks them. Empty at the end; null when they are held no more.</summary>
    /// <exception cref="BrokenBodyException">The body broke.</exception>
    internal async ValueTask<ReadOnlyMemory<byte>?> ReadArrivedAsync(long position, CancellationToken cancellation)
    {
        while (true)
        {
            Task grown;
            lock (_gate)
            {
                if (position < _held.Written)
                {
                    return _held.At(position);
                }

                if (_isFilled || _isOver)
                {
                    return _failure is null ? ReadOnlyMemory<byte>.Empty : throw new BrokenBodyException("The body broke while it was checked.", _failure);
                }

                grown = _grown.Next;
            }

            await grown.WaitAsync(cancellation);
        }
    }

    /// <summary>Waits until all of it has arrived, withheld bytes too, and says that it is held; false as soon as it turns out that it will not be.</summary>
    /// <exception cref="BrokenBodyException">The body broke.</exception>
    internal async ValueTask<bool> ArriveAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Task grown;
            lock (_gate)
            {
                if (_failure is not null)
                {
                    throw new BrokenBodyException("The body broke while it was waited for.", _failure);
                }

                if (_isWindow || _isFilled || _isOver)
                {
                    return !_isWindow;
                }

                grown = _grown.Next;
            }

            await grown.WaitAsync(cancellation);
        }
    }

    internal void Moved(BodyReader reader, long before)
    {
        lock (_gate)
        {
            if (BodyPace.Moved(reader, before, _held.Written))
            {
                _moved.Raise();
            }
        }
    }

    private async ValueTask<Memory<byte>> SpaceAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Task moved;
            TimeSpan wait;
            lock (_gate)
            {
                BecomeWindowIf(_held.Written >= largest);
                ThrowIfWithheldInVain();
                if (!_isWindow || _pace.Wait(_held.Written, source.CanContinue ? PaceMeasure.Brisk : PaceMeasure.Lenient) is not { } longest)
                {
                    return Space();
                }

                (moved, wait) = (_moved.Next, longest);
            }

            try
            {
                await moved.WaitAsync(wait, time, cancellation);
            }
            catch (TimeoutException)
            {
                // Somebody is to be judged.
            }
        }
    }

    private Memory<byte> Space()
    {
        if (_held.IsFull)
        {
            BecomeWindowIf(!_isWindow && !_share.TryTake(HeldBytes.SegmentBytes));
            ThrowIfWithheldInVain();
            _held.Grow(source.Length - _held.Written ?? HeldBytes.SegmentBytes);
        }

        return _held.Space();
    }

    private void BecomeWindowIf(bool isTooMuch)
    {
        if (isTooMuch && !_isWindow)
        {
            _isWindow = true;
            // Who waits for all of it waits in vain.
            _grown.Raise();
        }
    }

    private void Advance(int count)
    {
        lock (_gate)
        {
            _held.Advance(count);
            if (_isWindow)
            {
                // It was taken before the body became a window.
                var dropped = _held.DropBefore(Math.Min(_held.Written - BehindBytes, _pace.Slowest));
                _share.Return((long)dropped * HeldBytes.SegmentBytes);
            }

            _grown.Raise();
        }
    }

    /// <summary>How far readers may read.</summary>
    private long Readable =>
        Withheld == 0 || (_isOver && _failure is null) ? _held.Written
        : Math.Max(0, source.Length is { } length ? Math.Min(_held.Written, length - Withheld) : _held.Written - Withheld);

    /// <summary>What cannot be held to its end can never be judged.</summary>
    private void ThrowIfWithheldInVain()
    {
        if (Withheld > 0 && _isWindow)
        {
            throw _held.Written >= largest
                ? new DeniedBodyException(StatusCodes.Status403Forbidden, $"gave a zip larger than the {largest / (1024 * 1024)} MiB that are held until it is checked (Checksums:LargestZipMegabytes)")
                : new DeniedBodyException(StatusCodes.Status503ServiceUnavailable, "gave a zip that cannot be held until it is checked: bodies under way take all they may (Caching:InFlightMegabytes)");
        }
    }

    /// <summary>Everything has arrived. What is withheld waits for the verdict.</summary>
    private void Filled()
    {
        if (Withheld == 0)
        {
            End(null);
            return;
        }

        lock (_gate)
        {
            _isFilled = true;
            _grown.Raise();
        }
    }

    private void Hashed(IncrementalHash? hash)
    {
        if (hash is not null)
        {
            var sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
            lock (_gate)
            {
                _sha256 = sha256;
            }
        }
    }

    private void End(Exception? failure)
    {
        lock (_gate)
        {
            if (_isOver)
            {
                return;
            }

            _isOver = true;
            _failure = failure;
            _grown.Raise();
            GiveBack();
        }
    }

    private void GiveBack()
    {
        if (_isOver && _pace.IsEmpty)
        {
            _share.Return(long.MaxValue);
        }
    }
}
