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

    /// <summary>The place in the flight that brings the zip; null for everything else.</summary>
    public Seat? Seat { get; init; }

    public void Dispose() => Seat?.Dispose();
}
