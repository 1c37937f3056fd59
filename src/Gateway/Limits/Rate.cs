namespace Gateway.Limits;

/// <summary>So much a second, with a second's worth at once. What is taken too early is given a time to wait, one after the other.</summary>
/// <remarks>The rate comes with every call, so that a reload needs no new state. Times are seconds of the caller's clock.</remarks>
internal sealed class Rate
{
    private const double Burst = 1;

    private readonly Lock _gate = new();
    private double _next = double.MinValue;

    /// <summary>Whether a new one would be no other.</summary>
    public bool IsIdle(double now)
    {
        lock (_gate)
        {
            return _next <= now - Burst;
        }
    }

    /// <summary>Takes an amount, and says how long to wait before it may be used.</summary>
    /// <param name="amount">How much.</param>
    /// <param name="perSecond">The rate now.</param>
    /// <param name="now">The clock.</param>
    /// <param name="longest">The longest to wait; when it is longer nothing is taken.</param>
    /// <returns>Seconds to wait, and whether it was taken.</returns>
    public (double Wait, bool IsTaken) Take(double amount, double perSecond, double now, double longest)
    {
        lock (_gate)
        {
            var next = Math.Max(_next, now - Burst) + (amount / perSecond);
            var wait = Math.Max(0, next - now);
            if (wait > longest)
            {
                return (wait, false);
            }

            _next = next;
            return (wait, true);
        }
    }
}
