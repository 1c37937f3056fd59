using Gateway.FailoverBench.Load;
using Gateway.Health;

namespace Gateway.FailoverBench.Results;

/// <summary>What one scenario came to.</summary>
internal sealed class Figures(IReadOnlyList<Sample> samples, Scene scene, IReadOnlyList<Transition> transitions)
{
    private readonly DateTimeOffset _from = scene.Marks[0].At;
    private readonly DateTimeOffset _to = scene.Marks[^1].At;

    public int Requests => samples.Count;

    public IReadOnlyList<Sample> Failed => [.. samples.Where(sample => !sample.IsSuccess)];

    public IReadOnlyList<Sample> Met => [.. samples.Where(sample => sample.MetTheFault)];

    /// <summary>The 99th percentile before the fault.</summary>
    public TimeSpan CalmP99 => P99(samples.Where(sample => sample.Due < _from - TimeSpan.FromSeconds(1)));

    /// <summary>The same of those who were sent to somebody broken.</summary>
    public TimeSpan MetP99 => P99(Met);

    public TimeSpan Longest => samples.Max(sample => sample.Latency);

    public IReadOnlyList<Transition> Transitions => transitions;

    /// <summary>The longest that a broken destination was in rotation; null when one never left it.</summary>
    public TimeSpan? UntilOut => LongestUntil(isBroken: true, transition => transition.To is HealthState.Unhealthy or HealthState.Broken);

    /// <summary>The longest that one that was well again was not back; null when one did not come back before the next fault.</summary>
    public TimeSpan? UntilBack => LongestUntil(isBroken: false, transition => transition.To is HealthState.Healthy or HealthState.Degraded);

    /// <summary>What was sent to destinations beyond one request each, while the fault lasted.</summary>
    public double Extra
    {
        get
        {
            var during = samples.Where(sample => sample.Due >= _from && sample.Due <= _to).ToList();
            return ((double)during.Sum(sample => sample.Attempts) / during.Count) - 1;
        }
    }

    private TimeSpan? LongestUntil(bool isBroken, Func<Transition, bool> isIt)
    {
        var longest = TimeSpan.Zero;
        foreach (var mark in scene.Marks.Where(mark => mark.IsBroken == isBroken))
        {
            var next = scene.Marks.FirstOrDefault(other => other.Destination == mark.Destination && other.At > mark.At)?.At ?? DateTimeOffset.MaxValue;
            if (transitions.FirstOrDefault(change => Destinations.Name(change) == mark.Destination && change.At >= mark.At && change.At < next && isIt(change)) is not { } found)
            {
                return null;
            }

            longest = found.At - mark.At > longest ? found.At - mark.At : longest;
        }

        return longest;
    }

    private static TimeSpan P99(IEnumerable<Sample> of)
    {
        var sorted = of.Select(sample => sample.Latency).Order().ToList();
        return sorted.Count == 0 ? TimeSpan.Zero : sorted[(int)((sorted.Count - 1) * 0.99)];
    }
}
