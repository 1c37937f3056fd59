using System.Buffers;
using Gateway.Checksums;
using Gateway.Upstreams;

namespace Gateway.Caching;

/// <summary>A body that is written once, while it arrives, and read by any number of clients at their own pace.</summary>
/// <remarks>
/// As long as it may be kept it holds everything. When it turns out too large, or the budget for bodies under way is used up, it
/// becomes a window: what all its readers have is dropped, the writer waits for them as <see cref="BodyPace"/> says, and a reader that
/// it does not wait for goes on by itself (<see cref="BodyReader"/>). What was one from its beginning passes through to who is alone. One that
/// is checked before it is given out keeps its end back until <see cref="Judge"/>, and never becomes a window: it breaks instead.
/// </remarks>
internal sealed class SharedBody(ZipBody source, long largest, InFlightBudget budget, TimeProvider time, bool isHashed = false)
{
    private readonly Lock _gate = new();
    private readonly BodyStore _store = new(source, largest, budget, time);
    private readonly BodyPace _pace = new(time);
    private readonly Signal _grown = new();
    private readonly Signal _moved = new();
    private bool _isFilled;
    private bool _isOver;
    private Exception? _failure;
    private string? _sha256;

    /// <summary>What it is filled from: its length, and its continuation for readers that fall behind.</summary>
    public ZipBody Source => source;

    /// <summary>How many of its last bytes nobody gets before it is judged; 0 when it is not checked before it is given out.</summary>
    public long Withheld
    {
        get => _store.Withheld;
        init => _store.Withheld = value;
    }

    /// <summary>What came of checking it.</summary>
    public ChecksumNote Note { get; } = new();

    /// <summary>The licences in it.</summary>
    public LicenseReading Licenses { get; } = new();

    /// <summary>Whether it is larger than what is held.</summary>
    public bool IsTooLarge => Ask(static body => body._store.IsTooLarge);

    /// <summary>Whether the rest passes through to its only reader, so that memory is taken for what has arrived alone.</summary>
    public bool IsPassing => Ask(static body => body._store.IsPassing);

    /// <summary>Whether it holds everything, and will as far as can be known.</summary>
    public bool IsWhole => Ask(static body => !body._store.IsWindow);

    /// <summary>Whether all of it has arrived and is held.</summary>
    public bool IsHeld => Ask(static body => body._isOver && body._failure is null && !body._store.IsWindow);

    /// <summary>SHA-256 of all of it in lower-case hexadecimal; null while it arrives, when it broke, and where nobody wants to know.</summary>
    public string? Sha256 => Ask(static body => body._failure is null ? body._sha256 : null);

    /// <summary>Joins at the beginning; null when the beginning is gone already, or the body broke.</summary>
    public BodyReader? TryJoin()
    {
        lock (_gate)
        {
            if (!_store.HasBeginning || _failure is not null)
            {
                return null;
            }

            var reader = new BodyReader(this);
            _pace.Add(reader);
            // The writer may run further ahead of two than of one.
            _moved.Raise();
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
    public Task<bool> FillAsync(CancellationToken cancellation) => new BodyWriter(this, source, time, isHashed).FillAsync(cancellation);

    /// <summary>Lets go of what was withheld, or breaks the body for good where the verdict refuses it.</summary>
    public void Judge(ChecksumVerdict verdict)
    {
        Note.Verdict = verdict;
        End(verdict.Refusal is { } status ? new DeniedBodyException(status, verdict.Words) : null);
    }

    /// <summary>Breaks the body, unless it has ended: nobody will judge it any more.</summary>
    public void Abandon() => End(new DeniedBodyException(StatusCodes.Status503ServiceUnavailable, "gave it, and it could not be checked"));

    /// <summary>Everything that was written. Only when <see cref="IsHeld"/> says so.</summary>
    public ReadOnlySequence<byte> ToSequence() => _store.ToSequence();

    /// <summary>The bytes at a position as soon as there are some; empty at the end; null when they are held no more.</summary>
    /// <exception cref="BrokenBodyException">The body broke.</exception>
    internal ValueTask<ReadOnlyMemory<byte>?> ReadAtAsync(long position, CancellationToken cancellation) => ReadAsync(position, withheldToo: false, cancellation);

    /// <summary>The bytes at a position as soon as they have arrived, withheld ones too: for whoever checks them. Empty at the end; null when they are held no more.</summary>
    /// <exception cref="BrokenBodyException">The body broke.</exception>
    internal ValueTask<ReadOnlyMemory<byte>?> ReadArrivedAsync(long position, CancellationToken cancellation) => ReadAsync(position, withheldToo: true, cancellation);

    /// <summary>Waits until all of it has arrived, has been judged where its end is withheld, and may be read: true. False as soon as it turns out that it will not be held.</summary>
    /// <exception cref="BrokenBodyException">The body broke, or the verdict refuses it.</exception>
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

                // One that is checked is filled before it is over: what it is is not known until then.
                if (_store.IsWindow || _isOver)
                {
                    return !_store.IsWindow;
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
            if (_pace.Moved(reader, before, _store.Written, _store.Ahead))
            {
                _moved.Raise();
            }

            if (IsAllRead)
            {
                _store.Passed();
            }
        }
    }

    /// <summary>Whom the writer waits for before it goes on, and the longest that it does before it asks again; null when it need not wait.</summary>
    /// <exception cref="DeniedBodyException">It cannot be held until it is judged.</exception>
    internal Task? FindWait(out TimeSpan longest)
    {
        lock (_gate)
        {
            longest = default;
            var wasWindow = _store.IsWindow;
            _store.Measure();
            TellOfWindow(wasWindow);
            if (_store.IsWindow && !_store.IsComplete
                && _pace.Wait(_store.Written, _store.Ahead, source.CanContinue ? PaceMeasure.Brisk : PaceMeasure.Lenient) is { } wait)
            {
                longest = wait;
                return _moved.Next;
            }

            if (IsAllRead)
            {
                _store.Passed();
                _store.BeginPassing();
            }

            return null;
        }
    }

    /// <summary>Where the writer's next bytes go.</summary>
    /// <exception cref="DeniedBodyException">It cannot be held until it is judged.</exception>
    internal Memory<byte> Space()
    {
        lock (_gate)
        {
            var (wasWindow, space) = (_store.IsWindow, _store.Space());
            TellOfWindow(wasWindow);
            return space;
        }
    }

    /// <summary>Bytes were written where <see cref="Space"/> said.</summary>
    internal void Advance(int count)
    {
        lock (_gate)
        {
            _store.Advance(count);
            if (_store.IsWindow)
            {
                _store.DropBehind(_pace.Slowest, _pace.IsAlone);
            }

            _grown.Raise();
        }
    }

    /// <summary>Everything has arrived. What is withheld waits for the verdict.</summary>
    internal void Filled(string? sha256)
    {
        lock (_gate)
        {
            _sha256 = sha256;
            _isFilled = true;
            _grown.Raise();
            if (Withheld == 0)
            {
                End(null);
            }
        }
    }

    /// <summary>Nothing comes any more; null when all of it may be read.</summary>
    internal void End(Exception? failure)
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

    /// <summary>Whether there is one reader, who has all that was written.</summary>
    private bool IsAllRead => _pace.IsAlone && _pace.Slowest == _store.Written;

    /// <summary>How far readers may read.</summary>
    private long Readable => _isOver && _failure is null ? _store.Written : _store.Unwithheld;

    private async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(long position, bool withheldToo, CancellationToken cancellation)
    {
        while (true)
        {
            Task grown;
            lock (_gate)
            {
                var end = withheldToo ? _store.Written : Readable;
                if (position < end)
                {
                    // Not a conditional expression: there null would become an empty memory, which means the end.
                    if (_store.At(position) is not { } bytes)
                    {
                        return null;
                    }

                    return bytes[..(int)Math.Min(bytes.Length, end - position)];
                }

                if (_isOver || (withheldToo && _isFilled))
                {
                    return _failure is null ? ReadOnlyMemory<byte>.Empty : throw new BrokenBodyException("The body broke while it was shared.", _failure);
                }

                grown = _grown.Next;
            }

            await grown.WaitAsync(cancellation);
        }
    }

    private void TellOfWindow(bool wasWindow)
    {
        if (_store.IsWindow && !wasWindow)
        {
            // Who waits for all of it waits in vain.
            _grown.Raise();
        }
    }

    private T Ask<T>(Func<SharedBody, T> what)
    {
        lock (_gate)
        {
            return what(this);
        }
    }

    private void GiveBack()
    {
        if (_isOver && _pace.IsEmpty)
        {
            _store.GiveBack();
        }
    }
}
