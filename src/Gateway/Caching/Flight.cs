using System.Diagnostics.CodeAnalysis;

namespace Gateway.Caching;

/// <summary>One fetch under way, for everybody who asks for the same. It belongs to none of them.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "Nobody knows when the last one has left; the source holds no handle, and the timer ends by itself.")]
internal sealed class Flight(FlightKey key, TimeProvider time)
{
    // A fetch that everybody has left goes on this long when its answer will be kept.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _nobody = new();
    private readonly TaskCompletionSource<FlightResult> _known = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Seat> _seats = [];
    private SharedBody? _body;
    private ITimer? _grace;
    private bool _isGivenUp;
    private bool _isOver;

    public FlightKey Key { get; } = key;

    /// <summary>How many wait for it or read what it brings.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _seats.Count;
            }
        }
    }

    /// <summary>Whether what it brings will be kept, as far as is known.</summary>
    public bool WillBeKept
    {
        get
        {
            lock (_gate)
            {
                return _body?.IsWhole ?? true;
            }
        }
    }

    /// <summary>Ends the fetch when nobody wants it any more.</summary>
    public CancellationToken Cancelled => _nobody.Token;

    /// <summary>Known as soon as the fetch has an answer or a refusal; of a zip when it begins to arrive.</summary>
    public Task<FlightResult> Known => _known.Task;

    /// <summary>Takes a seat; null when the flight was given up already, or the beginning of its zip is gone.</summary>
    public Seat? TryBoard()
    {
        lock (_gate)
        {
            var reader = _body?.TryJoin();
            if (_body is not null && reader is null)
            {
                return null;
            }

            if (_isGivenUp && !TryCallOff())
            {
                reader?.Dispose();
                return null;
            }

            var seat = new Seat(this) { Reader = reader, Place = _seats.Count };
            _seats.Add(seat);
            return seat;
        }
    }

    /// <summary>A zip begins to arrive: whoever waits for it is aboard before its first byte.</summary>
    public void Begin(SharedBody body)
    {
        lock (_gate)
        {
            _body = body;
            foreach (var seat in _seats)
            {
                seat.Reader = body.TryJoin();
            }
        }
    }

    /// <summary>Waits no longer. The last one to leave ends the fetch: at once when what it brings will not be kept.</summary>
    public void Leave(Seat seat)
    {
        lock (_gate)
        {
            var wasAboard = Remove(seat);
            seat.Reader?.Dispose();
            if (wasAboard && _seats.Count == 0 && !_isOver)
            {
                _isGivenUp = true;
                // On a timer also where it ends at once: whoever hears of it must not do so under the lock.
                _grace = time.CreateTimer(static nobody => ((CancellationTokenSource)nobody!).Cancel(), _nobody, _body?.IsWhole ?? true ? Grace : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Publish(FlightResult result) => _known.TrySetResult(result);

    /// <summary>Nothing of it is under way any more: thirty seconds of misses would be as many timers, which every other one is kept among.</summary>
    public void End()
    {
        lock (_gate)
        {
            _isOver = true;
            if (_isGivenUp)
            {
                TryCallOff();
            }
        }
    }

    public void Fail(Exception failure)
    {
        _known.TrySetException(failure);
        // Nobody may be left to look at it.
        _ = _known.Task.Exception;
    }

    /// <summary>Whether it was aboard. The last one takes its place: thousands may leave at once.</summary>
    private bool Remove(Seat seat)
    {
        if (seat.Place < 0)
        {
            return false;
        }

        var last = _seats[^1];
        (_seats[seat.Place], last.Place) = (last, seat.Place);
        _seats.RemoveAt(_seats.Count - 1);
        seat.Place = -1;
        return true;
    }

    /// <summary>Somebody wants it again, or it ended by itself: what was to end it does not, unless it has.</summary>
    private bool TryCallOff()
    {
        _isGivenUp = false;
        _grace?.Dispose();
        return !_nobody.IsCancellationRequested;
    }
}
