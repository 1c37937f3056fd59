using Gateway.Upstreams;

namespace Gateway.Caching;

/// <summary>What the cache hands out: a kept answer, a body that is still arriving, or the refusal of a chain. Exactly one of them.</summary>
internal sealed class CacheAnswer : IDisposable
{
    /// <summary>An answer that is whole.</summary>
    public CachedResponse? Kept { get; init; }

    /// <summary>A zip that is still arriving.</summary>
    public GrowingAnswer? Growing { get; init; }

    /// <summary>Why there is no answer.</summary>
    public FetchResult? Refused { get; init; }

    /// <summary>How the answer was come by.</summary>
    public required CacheOutcome Outcome { get; init; }

    /// <summary>What tells the flight that this client has gone.</summary>
    public Action? Leave { get; init; }

    public void Dispose()
    {
        Growing?.Reader.Dispose();
        Leave?.Invoke();
    }
}
