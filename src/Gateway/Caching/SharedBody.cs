using System.Buffers;
using Gateway.Upstreams;

namespace Gateway.Caching;

/// <summary>A body that is written once, while it arrives, and read by any number of clients at their own pace.</summary>
/// <remarks>
/// As long as it may be kept it holds everything. When it turns out too large, or the budget for bodies under way is used up, it
/// becomes a window: the writer runs at most a window ahead of the fastest reader, and a reader that falls behind
/// it goes on by itself (<see cref="BodyReader"/>).
/// </remarks>
internal sealed class SharedBody(ZipBody source, long largest, InFlightBudget budget)
{
    /// <summary>The size of its pieces, in bytes.</summary>
    public const int SegmentBytes = 64 * 1024;

    /// <summary>How far the writer of a window runs ahead of its fastest reader, in bytes.</summary>
    public const int WindowBytes = 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly List<byte[]?> _segments = [];
    private readonly HashSet<BodyReader> _readers = [];
    private long _written;
    private long _taken;
    private int _dropped;
    private bool _isWindow;
    private bool _isOver;
    private Exception? _failure;
    private TaskCompletionSource _grown = NewSignal();
    private TaskCompletionSource _read = NewSignal();

    /// <summary>What it is filled from: its length, and its continuation for readers that fall behind.</summary>
    public ZipBody Source => source;

    /// <summary>Whether everything written so far is held.</summary>
    public bool IsWhole
    {
        get
        {
            lock (_gate)
            {
                return _dropped == 0 && !_isWindow;
            }
        }
    }

    /// <summary>Joins at the beginning; null when the beginning is gone already.</summary>
    public BodyReader? TryJoin()
    {
        lock (_gate)
        {
            if (_dropped > 0)
            {
                return null;
            }

            var reader = new BodyReader(this);
            _readers.Add(reader);
            return reader;
        }
    }

    public void Leave(BodyReader reader)
    {
        lock (_gate)
        {
            _readers.Remove(reader);
            Pulse(ref _read);
            GiveBack();
        }
    }

    /// <summary>Writes the source to its end and says whether everything of it is held then.</summary>
    /// <exception cref="BrokenBodyException">The source broke; the readers learn it too.</exception>
    /// <exception cref="OperationCanceledException">Nobody wants it any more.</exception>
    public async Task<bool> FillAsync(CancellationToken cancellation)
    {
        try
        {
            if (source.Length > largest)
            {
                BecomeWindow();
            }

            while (true)
            {
                var space = await SpaceAsync(cancellation);
                var read = await source.ReadAsync(space, cancellation);
                if (read == 0)
                {
                    End(null);
                    return IsWhole;
                }

                Advance(read);
            }
        }
        catch (Exception failure)
        {
            End(failure);
            throw;
        }
    }

    /// <summary>Everything that was written. Only after <see cref="FillAsync"/> has said that it is held.</summary>
    public ReadOnlySequence<byte> ToSequence() => BodySegment.Chain(_segments
        .Select((segment, index) => (Segment: segment!, Used: (int)Math.Min(SegmentBytes, _written - ((long)index * SegmentBytes))))
        .Where(piece => piece.Used > 0)
        // What is kept for days must not drag an empty rest along.
        .Select(piece => piece.Used == piece.Segment.Length ? piece.Segment : piece.Segment[..piece.Used]));

    /// <summary>The bytes at a position as soon as there are some; empty at the end; null when they are held no more.</summary>
    /// <exception cref="BrokenBodyException">The body broke.</exception>
    internal async ValueTask<ReadOnlyMemory<byte>?> ReadAtAsync(long position, CancellationToken cancellation)
    {
        while (true)
        {
            Task grown;
            lock (_gate)
            {
                var index = (int)(position / SegmentBytes);
                if (position < _written)
                {
                    // Not a conditional expression: there null would become an empty memory, which means the end.
                    if (_segments[index] is not { } segment)
                    {
                        return null;
                    }

                    var start = (int)(position % SegmentBytes);
                    var end = (int)Math.Min(SegmentBytes, _written - ((long)index * SegmentBytes));
                    return segment.AsMemory(start, end - start);
                }

                if (_isOver)
                {
                    return _failure is null ? ReadOnlyMemory<byte>.Empty : throw new BrokenBodyException("The body broke while it was shared.", _failure);
                }

                grown = _grown.Task;
            }

            await grown.WaitAsync(cancellation);
        }
    }

    internal void Moved()
    {
        lock (_gate)
        {
            if (_isWindow)
            {
                Pulse(ref _read);
            }
        }
    }

    private void GiveBack()
    {
        if (_isOver && _readers.Count == 0)
        {
            budget.Return(_taken);
            _taken = 0;
        }
    }

    private async ValueTask<Memory<byte>> SpaceAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Task read;
            lock (_gate)
            {
                if (!_isWindow && _written >= largest)
                {
                    TurnIntoWindow();
                }

                if (!_isWindow || _written - Fastest() < WindowBytes)
                {
                    return Space();
                }

                read = _read.Task;
            }

            await read.WaitAsync(cancellation);
        }
    }

    private Memory<byte> Space()
    {
        var used = (int)(_written % SegmentBytes);
        if (used == 0)
        {
            if (!_isWindow && !budget.TryTake(SegmentBytes))
            {
                TurnIntoWindow();
            }
            else if (!_isWindow)
            {
                _taken += SegmentBytes;
            }

            var missing = source.Length is { } length ? length - _written : SegmentBytes;
            _segments.Add(GC.AllocateUninitializedArray<byte>((int)Math.Clamp(missing, 1, SegmentBytes)));
        }

        return _segments[^1].AsMemory(used);
    }

    private void Advance(int count)
    {
        lock (_gate)
        {
            _written += count;
            Trim();
            Pulse(ref _grown);
        }
    }

    private void End(Exception? failure)
    {
        lock (_gate)
        {
            _isOver = true;
            _failure = failure;
            Pulse(ref _grown);
            GiveBack();
        }
    }

    private void BecomeWindow()
    {
        lock (_gate)
        {
            TurnIntoWindow();
        }
    }

    private void TurnIntoWindow()
    {
        _isWindow = true;
        Trim();
    }

    private void Trim()
    {
        // Before it became a window the writer may have run far ahead of everybody; the fastest reader always finds its bytes.
        var unwanted = Math.Min(_written - (2L * WindowBytes), _readers.Count == 0 ? long.MaxValue : Fastest());
        while (_isWindow && _dropped < _segments.Count - 1 && (long)(_dropped + 1) * SegmentBytes <= unwanted)
        {
            _segments[_dropped++] = null;
        }
    }

    private long Fastest()
    {
        var fastest = 0L;
        foreach (var reader in _readers)
        {
            fastest = Math.Max(fastest, reader.Position);
        }

        return fastest;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static void Pulse(ref TaskCompletionSource signal)
    {
        var old = signal;
        signal = NewSignal();
        old.TrySetResult();
    }
}
