using Gateway.Checksums;
using Gateway.Upstreams;

namespace Gateway.Caching;

/// <summary>What the cache hands out: a kept answer, a body that is still arriving, the rest of one, or the refusal of a chain. Exactly one of them.</summary>
internal readonly struct CacheAnswer : IAsyncDisposable
{
    /// <summary>An answer that is whole.</summary>
    public CachedResponse? Kept { get; init; }

    /// <summary>A zip that is still arriving.</summary>
    public GrowingAnswer? Growing { get; init; }

    /// <summary>The rest of a zip that the client has the beginning of.</summary>
    public RestAnswer? Rest { get; init; }

    /// <summary>Why there is no answer.</summary>
    public FetchResult? Refused { get; init; }

    /// <summary>How the answer was come by.</summary>
    public required CacheOutcome Outcome { get; init; }

    /// <summary>Who was asked for it; empty when it was found.</summary>
    public IReadOnlyList<Attempt> Attempts { get => field ?? []; init; }

    /// <summary>The place in the flight that brings the zip; null for everything else.</summary>
    public Seat? Seat { get; init; }

    /// <summary>The cluster that a body comes from while it is sent; null when there is no such body.</summary>
    public string? Sender => Growing?.Cluster ?? Rest?.Cluster;

    /// <summary>Where the verdict on a body stands that is not kept, or not yet; null when there is no such body.</summary>
    public ChecksumNote? Note => Growing?.Body.Note ?? Rest?.Note;

    public ValueTask DisposeAsync()
    {
        Seat?.Dispose();
        return Rest?.Answer.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
