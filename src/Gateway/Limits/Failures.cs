namespace Gateway.Limits;

/// <summary>Wrong credentials of one address, and when the next ones may be looked at.</summary>
internal sealed class Failures
{
    private const int MostDoublings = 30;

    private readonly Lock _gate = new();
    private double _count;
    private double _countedAt;
    private double _nextLook = double.MinValue;

    /// <summary>Some were wrong.</summary>
    public void Add(FailureLimits limits, double now)
    {
        lock (_gate)
        {
            _count = CountAt(limits, now) + 1;
            _countedAt = now;
        }
    }

    /// <summary>Whether nothing is left to remember.</summary>
    public bool AreForgotten(FailureLimits limits, double now)
    {
        lock (_gate)
        {
            return CountAt(limits, now) == 0 && _nextLook <= now;
        }
    }

    /// <summary>Takes the next look at credentials. One at a time, so that guessing in parallel is no quicker.</summary>
    /// <returns>Seconds to wait for it, and whether it was taken: not when that is longer than <paramref name="longest"/>.</returns>
    public (double Wait, bool IsTaken) Look(FailureLimits limits, double now, double longest)
    {
        lock (_gate)
        {
            var tooMany = CountAt(limits, now) - limits.Free;
            if (tooMany <= 0)
            {
                return (0, true);
            }

            var look = Math.Max(_nextLook, now);
            if (look - now > longest)
            {
                return (look - now, false);
            }

            var delay = limits.FirstDelay.TotalSeconds * Math.Pow(2, Math.Min(MostDoublings, Math.Ceiling(tooMany) - 1));
            _nextLook = look + Math.Min(limits.LongestDelay.TotalSeconds, delay);
            return (look - now, true);
        }
    }

    private double CountAt(FailureLimits limits, double now) => Math.Max(0, _count - ((now - _countedAt) / limits.Forgotten.TotalSeconds));
}
