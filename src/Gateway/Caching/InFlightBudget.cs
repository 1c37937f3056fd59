namespace Gateway.Caching;

/// <summary>The bytes that all bodies under way may hold together.</summary>
internal sealed class InFlightBudget(long bytes)
{
    private long _left = bytes;

    /// <summary>What is left, in bytes.</summary>
    public long Left => Volatile.Read(ref _left);

    /// <summary>Takes bytes if they are left. They are given back with <see cref="Return"/>.</summary>
    public bool TryTake(long count)
    {
        if (Interlocked.Add(ref _left, -count) >= 0)
        {
            return true;
        }

        Interlocked.Add(ref _left, count);
        return false;
    }

    public void Return(long count) => Interlocked.Add(ref _left, count);
}
