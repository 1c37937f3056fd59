using Gateway.Upstreams;
using Polly;
using Polly.CircuitBreaker;
using Outcome = Gateway.Upstreams.Outcome;

namespace Gateway.Health;

/// <summary>Keeps requests away from a destination at which too many of them fail, and lets one through now and then for trial.</summary>
internal sealed class Breaker
{
    // Between two good trials, as a part of the shortest pause.
    private const int PauseShare = 4;

    private readonly HealthOptions _options;
    private readonly Action _changed;
    private readonly TimeProvider _time;
    private readonly CircuitBreakerStateProvider _state = new();
    private readonly ResiliencePipeline<Outcome> _pipeline;
    private readonly Relapses _relapses;
    private double _failureRate;
    private long _openUntil;
    private int _goodTrials;
    private int _badTrials;
    private int _lastTrials;

    /// <param name="options">When it opens, and for how long.</param>
    /// <param name="isSlowByItself">Whether a time-out says nothing: the destination answers probes, and thinks about this one request.</param>
    /// <param name="relapses">How often it fell of late, in whichever way.</param>
    /// <param name="changed">Told when it opens, closes or lets somebody try; the state is changed by then.</param>
    /// <param name="time">Measures the pauses.</param>
    public Breaker(HealthOptions options, Func<bool> isSlowByItself, Relapses relapses, Action changed, TimeProvider time)
    {
        _options = options;
        _relapses = relapses;
        _changed = changed;
        _time = time;
        _pipeline = new ResiliencePipelineBuilder<Outcome> { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<Outcome>
            {
                FailureRatio = options.FailureRatio,
                SamplingDuration = options.Window,
                MinimumThroughput = options.MinimumThroughput,
                StateProvider = _state,
                // What says nothing must not close it either: the next one tries.
                ShouldHandle = ended => ValueTask.FromResult(
                    ended.Outcome.Result is { } outcome ? KeepsOpen(CountsAgainst(outcome.Kind, isSlowByItself)) : _state.CircuitState == CircuitState.HalfOpen),
                BreakDurationGenerator = breaking =>
                {
                    _failureRate = breaking.FailureRate;
                    return ValueTask.FromResult(NextPause());
                },
                OnOpened = opened => OpenedAsync(opened.BreakDuration, opened.Outcome.Result),
                OnClosed = _ => ClosedAsync(),
                OnHalfOpened = _ => ChangedAsync(),
            })
            .Build();
    }

    /// <summary>Whether too many requests failed, and nobody has shown yet that it is better.</summary>
    public bool IsOpen => _state.CircuitState != CircuitState.Closed;

    /// <summary>Whether the next request would be let through.</summary>
    public bool MayAsk => _state.CircuitState switch
    {
        CircuitState.Closed => true,
        CircuitState.Open => _time.GetUtcNow().UtcTicks >= Volatile.Read(ref _openUntil),
        _ => false,
    };

    /// <summary>Why it is open, or is not any more.</summary>
    public string Evidence { get; private set; } = "";

    /// <summary>Asks, and learns from how it ends; null when nobody is let through.</summary>
    public async ValueTask<Outcome?> AskAsync(Func<ValueTask<Outcome>> ask) => IsOpen ? await TryAsync(ask) : await LearnAsync(await ask());

    /// <summary>Learns from how a request ended that began while it was closed, and hands that back.</summary>
    /// <remarks>Within Polly's pipeline every request would wait in four asynchronous methods more. Who ends after it opened was no trial.</remarks>
    public ValueTask<Outcome> LearnAsync(Outcome outcome) => IsOpen || SaysNothing(outcome.Kind) ? new(outcome) : TellAsync(outcome);

    /// <summary>Asks where that is a trial; null when it is nobody's turn.</summary>
    public async ValueTask<Outcome?> TryAsync(Func<ValueTask<Outcome>> ask)
    {
        var ended = await ExecuteAsync(
            static async (_, ask) => await ask() is var outcome && SaysNothing(outcome.Kind) ? Polly.Outcome.FromException<Outcome>(new SaidNothingException(outcome)) : Polly.Outcome.FromResult(outcome),
            ask);
        return ended.Exception switch
        {
            null => ended.Result,
            SaidNothingException nothing => nothing.Outcome,
            BrokenCircuitException => null,
            var failure => throw failure,
        };
    }

    private async ValueTask<Outcome> TellAsync(Outcome outcome)
    {
        await ExecuteAsync(static (_, ended) => ValueTask.FromResult(Polly.Outcome.FromResult(ended)), outcome);
        return outcome;
    }

    private async ValueTask<Polly.Outcome<Outcome>> ExecuteAsync<T>(Func<ResilienceContext, T, ValueTask<Polly.Outcome<Outcome>>> callback, T state)
    {
        var context = ResilienceContextPool.Shared.Get();
        try
        {
            return await _pipeline.ExecuteOutcomeAsync(callback, context, state);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Whether an outcome is one for which it opens, or stays open: one good trial is luck where half of the requests fail.</summary>
    private bool KeepsOpen(bool isBad)
    {
        if (_state.CircuitState != CircuitState.HalfOpen)
        {
            // Who was let in as it closed, and ends when it is open again, was no trial.
            (_goodTrials, _badTrials) = _state.CircuitState == CircuitState.Closed ? (0, 0) : (_goodTrials, _badTrials);
            return isBad;
        }

        if (!isBad)
        {
            _lastTrials = ++_goodTrials;
            return _goodTrials < _relapses.Needed(_options.UpAfter);
        }

        if (_goodTrials > 0)
        {
            _relapses.NearlyRose(_time.GetUtcNow());
        }

        (_goodTrials, _badTrials) = (0, _badTrials + 1);
        return true;
    }

    private TimeSpan NextPause()
    {
        if (_goodTrials > 0)
        {
            return _options.ShortestPause / PauseShare;
        }

        var pause = _options.ShortestPause * Math.Pow(2, Math.Min(_badTrials, 20));
        return pause < _options.LongestPause ? pause : _options.LongestPause;
    }

    private ValueTask OpenedAsync(TimeSpan pause, Outcome? last)
    {
        Volatile.Write(ref _openUntil, (_time.GetUtcNow() + pause).UtcTicks);
        if (_goodTrials > 0)
        {
            return ChangedAsync();
        }

        _relapses.Fell(_time.GetUtcNow());
        Evidence = $"{_failureRate:P0} of its requests failed within {_options.Window.TotalSeconds:0.#} s, the last one {last?.Words}; left alone for {pause.TotalSeconds:0.#} s";
        return ChangedAsync();
    }

    private ValueTask ClosedAsync()
    {
        Evidence = _lastTrials == 1 ? "a trial succeeded" : $"{_lastTrials} trials succeeded";
        _relapses.Rose();
        return ChangedAsync();
    }

    private ValueTask ChangedAsync()
    {
        _changed();
        return ValueTask.CompletedTask;
    }

    private static bool SaysNothing(OutcomeKind outcome) => outcome is OutcomeKind.ClientGone or OutcomeKind.Outrun;

    /// <summary>Whether an outcome speaks against the destination's health: not a "no", a verdict, or a client that went away.</summary>
    private static bool CountsAgainst(OutcomeKind outcome, Func<bool> isSlowByItself) => outcome switch
    {
        OutcomeKind.TimedOut => !isSlowByItself(),
        OutcomeKind.Unreachable or OutcomeKind.ServerError or OutcomeKind.TooManyRequests or OutcomeKind.WrongBody or OutcomeKind.Unauthorized => true,
        OutcomeKind.Redirect or OutcomeKind.Unexpected => true,
        _ => false,
    };

    /// <summary>An outcome that is neither for nor against the destination: to the pipeline only exceptions can be that.</summary>
    private sealed class SaidNothingException(Outcome outcome) : Exception
    {
        public Outcome Outcome => outcome;
    }
}
