using System.Buffers;
using Gateway.Caching;

namespace Gateway.Access.Rules;

/// <summary>Remembers lists of versions, so that a version is noticed that was made yesterday and says that it is old.</summary>
/// <remarks>
/// Where there is a Redis it has them too: a start does not forget them, and replicas know what one of them has seen. Of two that write
/// at once the later one takes up what the other wrote, and writes again.
/// </remarks>
internal sealed class VersionSightings(KeptResponses responses, TimeProvider time, FrameSwaps? shared = null)
{
    private const int Remembered = 20_000;

    // Each that fails is one in which another gateway has written. So many at once are more than look at one list; what is in memory alone is written with the next change.
    private const int MostTries = 8;

    private static readonly TimeSpan Kept = TimeSpan.FromDays(3650);

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

        var others = responses.IsShared(list) ? shared : null;
        var key = $"list-sighting|{list.Key}";
        var read = others is null ? default : await others.ReadAsync(key);
        var now = time.GetUtcNow();
        // Who has followed the list knows best what it was without: whoever begins with it knows nothing of before, and Redis may have lost what others did.
        if (!sighting.Follows(kept.Cluster))
        {
            sighting.Add(read.Payload);
        }

        var news = sighting.Note(kept.Cluster, hash, ListedVersions.Of(body), now);
        sighting.Add(read.Payload);
        if (news is null || others is null)
        {
            return;
        }

        for (var tries = 1; sighting.Exceeds(read.Payload) && !await others.TryReplaceAsync(key, read, sighting.ToHistory(), Kept) && tries < MostTries; tries++)
        {
            read = await others.ReadAsync(key);
            sighting.AddBefore(read.Payload, kept.Cluster, hash, news, now);
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
