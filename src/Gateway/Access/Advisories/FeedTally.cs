namespace Gateway.Access.Advisories;

/// <summary>What requests met of a feed since the start.</summary>
internal sealed class FeedTally
{
    private long _denied;
    private long _warned;

    /// <summary>Requests that were denied.</summary>
    public long Denied => Volatile.Read(ref _denied);

    /// <summary>Requests that were answered with a warning.</summary>
    public long Warned => Volatile.Read(ref _warned);

    public void Count(bool isDenied) => Interlocked.Increment(ref isDenied ? ref _denied : ref _warned);
}
