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

    /// <summary>Whether this is the list that was seen of the cluster last.</summary>
    public bool IsKnown(string cluster, UInt128 list)
    {
        lock (_gate)
        {
            return _lists.TryGetValue(cluster, out var last) && last == list;
        }
    }

    /// <summary>Takes down a list as a cluster gave it, and says whether anything of it is new. The first list of each cluster is where its history begins.</summary>
    public bool Note(string cluster, UInt128 list, IReadOnlyList<string> versions, DateTimeOffset now)
    {
        lock (_gate)
        {
            var (isFirst, before) = (!_lists.ContainsKey(cluster), _known.Count);
            if (!isFirst || _lists.Count < MostClusters)
            {
                _lists[cluster] = list;
            }

            foreach (var version in versions)
            {
                if (_known.Count < MostVersions && _known.Add(HashOf(version)) && !isFirst)
                {
                    _appeared[version] = now;
                }
            }

            return isFirst || _known.Count > before;
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
