using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Access.Rules;

/// <summary>What was seen of one module's list: the versions, and when those appeared that were not there at first.</summary>
internal sealed class ListSighting
{
    // Far beyond any real module; who makes longer lists is not followed.
    private const int MostVersions = 20_000;
    private const int MostClusters = 100;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, UInt128> _lists = new(StringComparer.OrdinalIgnoreCase);

    // Hashes, of which nobody can make equal ones: a list is remembered for sixteen bytes a version and not for its text.
    private readonly HashSet<UInt128> _known = [];
    private readonly Dictionary<string, DateTimeOffset> _appeared = new(StringComparer.Ordinal);

    /// <summary>Whether some list of the cluster was seen.</summary>
    public bool Follows(string cluster)
    {
        lock (_gate)
        {
            return _lists.ContainsKey(cluster);
        }
    }

    /// <summary>Whether this is the list that was seen of the cluster last.</summary>
    public bool IsKnown(string cluster, UInt128 list)
    {
        lock (_gate)
        {
            return _lists.TryGetValue(cluster, out var last) && last == list;
        }
    }

    /// <summary>Takes down a list as a cluster gave it. The first list of each cluster is where its history begins.</summary>
    /// <returns>The versions in it that are new; null when nothing of it is news to others.</returns>
    public IReadOnlyList<string>? Note(string cluster, UInt128 list, IReadOnlyList<string> versions, DateTimeOffset now)
    {
        lock (_gate)
        {
            var (isFirst, news) = (!_lists.ContainsKey(cluster), new List<string>());
            if (!isFirst || _lists.Count < MostClusters)
            {
                _lists[cluster] = list;
            }

            foreach (var version in versions)
            {
                if (_known.Count < MostVersions && _known.Add(HashOf(version)))
                {
                    news.Add(version);
                    if (!isFirst)
                    {
                        _appeared[version] = now;
                    }
                }
            }

            return isFirst || news.Count > 0 ? news : null;
        }
    }

    /// <summary>Adds what another gateway wrote while this one noted a list: what was news here is a version that appeared where the other one had seen the list without it.</summary>
    /// <param name="history">What <see cref="ToHistory"/> gave there, or anything.</param>
    /// <param name="cluster">Who gave the list.</param>
    /// <param name="list">The list.</param>
    /// <param name="news">What <see cref="Note"/> gave back for it.</param>
    /// <param name="now">When that was.</param>
    public void AddBefore(ReadOnlyMemory<byte> history, string cluster, UInt128 list, IReadOnlyList<string> news, DateTimeOffset now)
    {
        // As who knows that history and nothing else would have taken down the news.
        var other = new ListSighting();
        other.Add(history);
        other.Note(cluster, list, news, now);
        Add(other.ToHistory());
    }

    /// <summary>Whether there is anything here that a history lacks.</summary>
    /// <param name="history">What <see cref="ToHistory"/> gave somewhere, or anything.</param>
    public bool Exceeds(ReadOnlyMemory<byte> history)
    {
        if (ListHistory.Read(history) is not { } seen)
        {
            return true;
        }

        var clusters = seen.Lists.Select(one => one.Cluster).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var known = seen.Known.ToHashSet();
        var appeared = seen.Appeared.ToLookup(one => one.Version, one => one.At, StringComparer.Ordinal);
        lock (_gate)
        {
            return !_lists.Keys.All(clusters.Contains) || !_known.All(known.Contains) || !_appeared.All(own => appeared[own.Key].Any(at => at <= own.Value));
        }
    }

    /// <summary>Adds what another gateway saw. What either has seen without a version is true of it, and the earlier sight counts.</summary>
    /// <param name="history">What <see cref="ToHistory"/> gave there, or anything.</param>
    public void Add(ReadOnlyMemory<byte> history)
    {
        if (ListHistory.Read(history) is not { } seen)
        {
            return;
        }

        lock (_gate)
        {
            foreach (var (cluster, list) in seen.Lists.Take(MostClusters - _lists.Count))
            {
                _lists.TryAdd(cluster, list);
            }

            _known.UnionWith(seen.Known.Take(MostVersions - _known.Count));
            foreach (var (version, at) in seen.Appeared.Where(one => _known.Contains(HashOf(one.Version))))
            {
                _appeared[version] = _appeared.TryGetValue(version, out var own) && own < at ? own : at;
            }
        }
    }

    /// <summary>What was seen, for other gateways and for the next start.</summary>
    public byte[] ToHistory()
    {
        lock (_gate)
        {
            return ListHistory.Write([.. _lists.Select(one => (one.Key, one.Value))], [.. _known], [.. _appeared.Select(one => (one.Key, one.Value))]);
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

    /// <summary>Tells a list from every other.</summary>
    public static UInt128 HashOf(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    private static UInt128 HashOf(string version) => HashOf(Encoding.UTF8.GetBytes(version));
}
