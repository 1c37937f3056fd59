using Gateway.Caching;

namespace Gateway.Telemetry;

/// <summary>What was counted in a few seconds. Used again for later ones: a count that comes while it is emptied may be lost.</summary>
internal sealed class HistoryStep
{
    private readonly Lock _gate = new();
    private readonly int[] _latencies = new int[LatencyScale.Steps];
    private long _number = -1;
    private int _requests;
    private int _asked;
    private int _hits;
    private int _failed;
    private int _denied;

    /// <summary>Counts a request of the step with this number.</summary>
    public void Add(long number, string outcome, CacheOutcome? cache, TimeSpan elapsed)
    {
        if (Volatile.Read(ref _number) != number)
        {
            Begin(number);
        }

        Interlocked.Increment(ref _requests);
        Interlocked.Increment(ref _latencies[LatencyScale.StepOf(elapsed)]);
        if (cache is { } how)
        {
            Interlocked.Increment(ref _asked);
            if (how is CacheOutcome.Hit or CacheOutcome.Revalidating or CacheOutcome.StaleIfError)
            {
                Interlocked.Increment(ref _hits);
            }
        }

        if (outcome is RequestOutcome.Failed or RequestOutcome.CutOff)
        {
            Interlocked.Increment(ref _failed);
        }
        else if (outcome is RequestOutcome.Denied or RequestOutcome.Unauthenticated)
        {
            Interlocked.Increment(ref _denied);
        }
    }

    /// <summary>What was counted in the step with this number; nothing when it is another's by now.</summary>
    public HistoryPoint Read(long number) => Volatile.Read(ref _number) == number
        ? new HistoryPoint(_requests, _asked, _hits, _failed, _denied, LatencyScale.Quantile(_latencies, 0.5), LatencyScale.Quantile(_latencies, 0.99))
        : default;

    private void Begin(long number)
    {
        lock (_gate)
        {
            if (_number != number)
            {
                (_requests, _asked, _hits, _failed, _denied) = (0, 0, 0, 0, 0);
                Array.Clear(_latencies);
                Volatile.Write(ref _number, number);
            }
        }
    }
}
