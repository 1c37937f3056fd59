using System.Collections.Concurrent;
using GoModules;

namespace Gateway.Upstreams;

/// <summary>Which cluster gave which artifact wrong: for a while it is not asked for it again.</summary>
internal sealed class DistrustedAnswers(TimeProvider time)
{
    /// <summary>How many are remembered. Beyond it nobody is distrusted for a moment, and what is wrong is found wrong again.</summary>
    public const int Most = 10_000;

    private readonly ConcurrentDictionary<(string Cluster, string Path), (DateTimeOffset Until, string Words)> _known = new();

    /// <summary>How many are remembered now.</summary>
    public int Count => _known.Count;

    /// <summary>Remembers it.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="request">What it gave.</param>
    /// <param name="words">What was wrong, as the end of "CLUSTER …".</param>
    /// <param name="until">How long it is not asked again.</param>
    public void Add(string cluster, GoRequest request, string words, DateTimeOffset until)
    {
        if (_known.Count >= Most)
        {
            _known.Clear();
        }

        _known[(cluster, request.Path)] = (until, words);
    }

    /// <summary>Why a cluster is not asked; null when it may be.</summary>
    public string? Find(string cluster, GoRequest request)
    {
        if (!_known.TryGetValue((cluster, request.Path), out var known))
        {
            return null;
        }

        if (time.GetUtcNow() < known.Until)
        {
            return known.Words;
        }

        _known.TryRemove((cluster, request.Path), out _);
        return null;
    }
}
