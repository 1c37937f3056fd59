namespace Gateway.Caching;

/// <summary>What all shards share: the bytes, of which no more than the bound is ever taken, and the price of a byte.</summary>
internal sealed class MemoryBudget(long bound)
{
    private long _taken;
    private long _lost;

    public long Bound => bound;

    public long Taken => Volatile.Read(ref _taken);

    /// <summary>
    /// The value of a byte that what comes now starts with; it grows with what is lost, so that what nobody asks for grows cheap beside it.
    /// </summary>
    /// <remarks>
    /// One hit per entry lost, spread over all bytes. When as many entries of one size were lost as fit, it has grown by what one of them
    /// is worth per byte: an entry that is not used lasts one filling of the tier, a smaller one longer, a larger one less.
    /// </remarks>
    public double Floor => (double)Volatile.Read(ref _lost) / bound;

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

    /// <summary>An entry was given up or refused.</summary>
    public void Lose() => Interlocked.Increment(ref _lost);
}
