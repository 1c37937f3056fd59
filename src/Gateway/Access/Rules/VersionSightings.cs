using System.Buffers;
using Gateway.Caching;
using Microsoft.Extensions.Caching.Hybrid;

namespace Gateway.Access.Rules;

/// <summary>Remembers lists of versions, so that a version is noticed that was made yesterday and says that it is old.</summary>
/// <remarks>
/// Where there is a Redis it has them too: a start does not forget them, and replicas know what one of them has seen. Two that write
/// at once lose what one has seen there, and not in his memory: it is written again with the next change.
/// </remarks>
internal sealed class VersionSightings(HybridCache cache, KeptResponses responses, TimeProvider time)
{
    private const int Remembered = 20_000;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(3650);

    // Memory is below, by the list.
    private static readonly HybridCacheEntryOptions LookUp = new()
    {
        Flags = HybridCacheEntryFlags.DisableUnderlyingData | HybridCacheEntryFlags.DisableLocalCache,
    };

    private static readonly HybridCacheEntryOptions Keep = new() { Expiration = Kept, Flags = HybridCacheEntryFlags.DisableLocalCache };

    private readonly TwoGenerations<string, ListSighting> _lists = new(Remembered);

    /// <summary>Takes down a list, and learns what others saw of it where it is news.</summary>
    /// <param name="list">What was fetched.</param>
    /// <param name="kept">The list as a cluster gave it, with nothing taken out.</param>
    public async ValueTask NoteAsync(Fetch list, CachedResponse kept)
    {
        var (sighting, body) = (Of(list.Key), kept.Body.ToArray());
        var hash = ListSighting.HashOf(body);
        if (sighting.IsKnown(kept.Cluster, hash))
        {
            return;
        }

        var isShared = responses.IsShared(list);
        var key = $"list-sighting|{list.Key}";
        if (isShared && await cache.GetOrCreateAsync(key, static _ => ValueTask.FromResult<byte[]?>(null), LookUp, cancellationToken: CancellationToken.None) is { } history)
        {
            sighting.Add(history);
        }

        if (sighting.Note(kept.Cluster, hash, ListedVersions.Of(body), time.GetUtcNow()) && isShared)
        {
            await cache.SetAsync(key, sighting.ToHistory(), Keep, null, CancellationToken.None);
        }
    }

    /// <summary>Whether the version was ever in the list.</summary>
    public bool Knows(string list, string version) => _lists.TryFind(list, out var sighting) && sighting.Knows(version);

    /// <summary>When the version appeared in a list that had been seen without it; null when it never did.</summary>
    public DateTimeOffset? FindAppearance(string list, string version) => _lists.TryFind(list, out var sighting) ? sighting.FindAppearance(version) : null;

    private ListSighting Of(string list)
    {
        if (!_lists.TryFind(list, out var sighting))
        {
            // Two that come here at once begin twice; the later one holds, and begins with nearly the same list.
            _lists.Set(list, sighting = new ListSighting());
        }

        return sighting;
    }
}
