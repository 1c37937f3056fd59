namespace Gateway.Caching;

/// <summary>What all shards share: the bytes, of which no more than the bound is ever taken, and the price of a byte.</summary>
internal sealed class MemoryBudget(long bound)
{
    // An unused tier full of equals is worth nothing after a sixteenth of it was lost.
    private readonly double _step = 16.0 * MemoryWorth.Fetch / bound;
    private long _taken;
    private double _floor;

    public long Bound => bound;

    public long Taken => Volatile.Read(ref _taken);

    /// <summary>
    /// What a byte is worth at least: newcomers, and who was used, start from here. It follows what is lost, so that what nobody asks for
    /// grows cheap beside what comes later.
    /// </summary>
    public double Floor => Volatile.Read(ref _floor);

    public bool TryTake(long bytes)
    {
        for (var taken = Taken; taken + bytes <= bound;)
        {
            var before = Interlocked.CompareExchange(ref _taken, taken + bytes, taken);
            if (before == taken)
            {
                return true;
            }

            taken = before;
        }

        return false;
    }

    public void Return(long bytes) => Interlocked.Add(ref _taken, -bytes);

    /// <summary>Something of this worth was given up or refused.</summary>
    /// <remarks>
    /// The floor rises by steps: entries that came together are worth the same, and the loss of the first would make all of them cheap at once,
    /// for one large zip to take the place of thousands. Two that raise it at the same time may do it as one; it is no account.
    /// </remarks>
    public void Lose(double worth) => Volatile.Write(ref _floor, Math.Clamp(worth, Floor, Floor + _step));
}
