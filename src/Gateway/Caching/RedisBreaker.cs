namespace Gateway.Caching;

/// <summary>Decides when Redis is left alone: after some failures in a row, for a pause that grows, and until one trial succeeds.</summary>
/// <remarks>Takes no lock: the whole state is one object that is replaced. Who replaces it is the one who tells of the change.</remarks>
internal sealed class RedisBreaker(int failuresBeforePause, TimeSpan shortestPause, TimeSpan longestPause, TimeProvider time)
{
    private volatile State _state = new(0, shortestPause, null);

    /// <summary>Whether anybody may ask.</summary>
    public bool IsClosed => _state.TrialAt is null;

    /// <summary>How long Redis is left alone at the least; grows from pause to pause until a trial is followed by another success.</summary>
    public TimeSpan Pause => _state.Pause;

    /// <summary>Whether this caller may ask: everybody, or, when the pause is over, the first who comes.</summary>
    public bool TryEnter()
    {
        var state = _state;
        if (state.TrialAt is not { } trial)
        {
            return true;
        }

        // The next trial is a pause away, whatever becomes of this one: a caller who never returns blocks nobody.
        var now = time.GetTimestamp();
        return now >= trial && TryReplace(state, state with { TrialAt = After(now, state.Pause) });
    }

    /// <summary>A question failed. True: with it Redis is left alone from now on.</summary>
    /// <param name="isFinal">Whether this failure alone is enough.</param>
    public bool Failed(bool isFinal = false)
    {
        while (true)
        {
            var state = _state;
            if (state.TrialAt is not null)
            {
                return false;
            }

            var opens = isFinal || state.Failures + 1 >= failuresBeforePause;
            var next = opens ? state with { Failures = 0, TrialAt = After(time.GetTimestamp(), state.Pause) } : state with { Failures = state.Failures + 1 };
            if (TryReplace(state, next))
            {
                return opens;
            }
        }
    }

    /// <summary>The trial failed: the next is a longer pause away.</summary>
    public void TrialFailed()
    {
        var state = _state;
        if (state.TrialAt is not null)
        {
            var pause = Longer(state.Pause);
            TryReplace(state, state with { Pause = pause, TrialAt = After(time.GetTimestamp(), pause) });
        }
    }

    /// <summary>A question that was no trial was answered: failures are forgotten. An answer that was late for a pause does not end it.</summary>
    public void Answered()
    {
        while (_state is { TrialAt: null } state && (state.Failures > 0 || state.Pause != shortestPause))
        {
            if (TryReplace(state, new State(0, shortestPause, null)))
            {
                return;
            }
        }
    }

    /// <summary>A trial was answered. True: with it Redis is used again.</summary>
    public bool Succeeded()
    {
        while (true)
        {
            var state = _state;
            if (state is { TrialAt: null, Failures: 0 } && state.Pause == shortestPause)
            {
                return false;
            }

            // A pause that ends is doubled for the next, in case it comes at once; the next success forgets that.
            var closes = state.TrialAt is not null;
            if (TryReplace(state, new State(0, closes ? Longer(state.Pause) : shortestPause, null)))
            {
                return closes;
            }
        }
    }

    private TimeSpan Longer(TimeSpan pause) => 2 * pause < longestPause ? 2 * pause : longestPause;

    private long After(long now, TimeSpan pause) => now + (long)(pause.TotalSeconds * time.TimestampFrequency);

    private bool TryReplace(State state, State next) => ReferenceEquals(Interlocked.CompareExchange(ref _state, next, state), state);

    /// <param name="Failures">In a row, while anybody may ask.</param>
    /// <param name="Pause">How long the next pause is.</param>
    /// <param name="TrialAt">When the next trial is allowed; null: anybody may ask.</param>
    private sealed record State(int Failures, TimeSpan Pause, long? TrialAt);
}
