namespace Gateway.Access.Rules;

/// <summary>What was seen of one module's list: the versions, and when those appeared that were not there at first.</summary>
internal sealed class ListSighting
{
    // Far beyond any real module; who makes longer lists is not followed.
    private const int MostVersions = 20_000;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _clusters = new(StringComparer.OrdinalIgnoreCase);

    // Hashes, of which nobody outside of this process can make equal ones: a list is remembered for four bytes a version and not for its text.
    private readonly HashSet<int> _known = [];
    private readonly Dictionary<string, DateTimeOffset> _appeared = new(StringComparer.Ordinal);

    /// <summary>Takes down a list as a cluster gave it. The first list of each cluster is where its history begins.</summary>
    public void Note(string cluster, IReadOnlyList<string> versions, DateTimeOffset now)
    {
        lock (_gate)
        {
            var isFirst = _clusters.Add(cluster);
            foreach (var version in versions)
            {
                if (_known.Count < MostVersions && _known.Add(HashOf(version)) && !isFirst)
                {
                    _appeared[version] = now;
                }
            }
        }
    }

    /// <summary>Whether some list had the version.</summary>
    public bool Knows(string version)
    {
        lock (_gate)
        {
            return _known.Contains(HashOf(version));
        }
    }

    /// <summary>When a version appeared in a list that was seen without it before; null when it never did.</summary>
    public DateTimeOffset? FindAppearance(string version)
    {
        lock (_gate)
        {
            return _appeared.TryGetValue(version, out var at) ? at : null;
        }
    }

    private static int HashOf(string version) => string.GetHashCode(version, StringComparison.Ordinal);
}
