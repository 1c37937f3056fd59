using Gateway.Caching;

namespace Gateway.Access.Rules;

/// <summary>Remembers lists of versions, so that a version is noticed that was made yesterday and says that it is old.</summary>
internal sealed class VersionSightings(TimeProvider time)
{
    private const int Remembered = 20_000;

    private readonly TwoGenerations<string, ListSighting> _lists = new(Remembered);

    /// <summary>Takes down a list.</summary>
    /// <param name="list">The key of the list.</param>
    /// <param name="kept">The list as a cluster gave it, with nothing taken out.</param>
    public void Note(string list, CachedResponse kept) => Of(list).Note(kept.Cluster, ListedVersions.Of(kept.Body), time.GetUtcNow());

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
