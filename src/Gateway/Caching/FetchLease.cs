namespace Gateway.Caching;

/// <summary>The right to be the one gateway that fetches something; others wait for it. Given back as soon as they would wait in vain.</summary>
internal sealed class FetchLease(Action? release) : IDisposable
{
    private Action? _release = release;

    /// <summary>None: nobody waits.</summary>
    public static FetchLease None { get; } = new(null);

    public bool IsHeld => Volatile.Read(ref _release) is not null;

    /// <summary>Gives it back, once, and waits for nothing.</summary>
    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
