using System.Buffers;
using System.Security.Cryptography;
using Gateway.Upstreams;

namespace Gateway.Caching;

/// <summary>A body that is written once, while it arrives, and read by any number of clients at their own pace.</summary>
/// <remarks>
/// As long as it may be kept it holds everything. When it turns out too large, or the budget for bodies under way is used up, it
/// becomes a window: what all its readers have is dropped, the writer waits for them as <see cref="BodyPace"/> says, and a reader that
/// it does not wait for goes on by itself (<see cref="BodyReader"/>).
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
    private bool _isOver;
    private Exception? _failure;
    private string? _sha256;

    /// <summary>What it is filled from: its length, and its continuation for readers that fall behind.</summary>
    public ZipBody Source => source;

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
                return _sha256;
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
                    End(null, hash);
                    return IsWhole;
                }

                Advance(read);
                hash?.AppendData(space.Span[..read]);
            }
        }
        catch (Exception failure)
        {
            End(failure, null);
            throw;
        }
    }

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
                if (position < _held.Written)
                {
                    return _held.At(position);
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
                _isWindow |= _held.Written >= largest;
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
            _isWindow = _isWindow || !_share.TryTake(HeldBytes.SegmentBytes);
            _held.Grow(source.Length - _held.Written ?? HeldBytes.SegmentBytes);
        }

        return _held.Space();
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

    private void End(Exception? failure, IncrementalHash? hash)
    {
        var sha256 = hash is null ? null : Convert.ToHexStringLower(hash.GetHashAndReset());
        lock (_gate)
        {
            _isOver = true;
            (_failure, _sha256) = (failure, sha256);
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
