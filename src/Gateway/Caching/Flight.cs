using System.Diagnostics.CodeAnalysis;

namespace Gateway.Caching;

/// <summary>One fetch under way, for everybody who asks for the same. It belongs to none of them.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "Nobody knows when the last one has left; the source holds no handle but its timer, which ends by itself.")]
internal sealed class Flight(string key)
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _nobody = new();
    private readonly TaskCompletionSource<FlightResult> _known = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waiting;

    public string Key { get; } = key;

    /// <summary>How many wait for it or read what it brings.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Ends the fetch when nobody wants it any more.</summary>
    public CancellationToken Cancelled => _nobody.Token;

    /// <summary>The zip it brings; null before it begins to arrive, and for everything else.</summary>
    public SharedBody? Body { get; set; }

    /// <summary>Known as soon as the fetch has an answer or a refusal; of a zip when it begins to arrive.</summary>
    public Task<FlightResult> Known => _known.Task;

    /// <summary>Waits with the others; false when the flight was given up already.</summary>
    public bool TryJoin()
    {
        lock (_gate)
        {
            // Somebody wants it again: what was to end it is called off, unless it has happened.
            _nobody.CancelAfter(Timeout.InfiniteTimeSpan);
            if (_nobody.IsCancellationRequested)
            {
                return false;
            }

            _waiting++;
            return true;
        }
    }

    /// <summary>Waits no longer. The last one to leave ends the fetch, at once or within <paramref name="grace"/>.</summary>
    public void Leave(TimeSpan grace)
    {
        lock (_gate)
        {
            if (--_waiting > 0)
            {
                return;
            }

            // What will not be kept is of no use to anybody now.
            _nobody.CancelAfter(Body?.IsWhole ?? true ? grace : TimeSpan.Zero);
        }
    }

    public void Publish(FlightResult result) => _known.TrySetResult(result);

    public void Fail(Exception failure)
    {
        _known.TrySetException(failure);
        // Nobody may be left to look at it.
        _ = _known.Task.Exception;
    }
}
