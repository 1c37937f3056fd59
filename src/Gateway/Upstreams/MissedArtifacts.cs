using System.Collections.Concurrent;
using Gateway.Settings;
using GoModules;

namespace Gateway.Upstreams;

/// <summary>What clusters failed at while others served it: public artifacts that never change, for those that are to catch up.</summary>
internal sealed class MissedArtifacts(CurrentSnapshot current)
{
    private readonly ConcurrentDictionary<string, MissedList> _lists = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Notes what was served past an outage.</summary>
    public void Learn(Walk walk)
    {
        if (walk.Attempts[^1] is not { Outcome.Kind: OutcomeKind.Answer } answered || walk.Attempts.Count == 1 || !IsWorthIt(walk.Request))
        {
            return;
        }

        foreach (var attempt in walk.Attempts)
        {
            if (attempt.Upstream != answered.Upstream && attempt.Upstream.WarmPerSecond > 0 && OutcomeTable.IsOutage(attempt.Outcome.Kind))
            {
                Add(attempt.Upstream.Name, walk.Request);
            }
        }
    }

    /// <summary>Notes what a cluster is to be asked for once it is back.</summary>
    public void Add(string cluster, GoRequest request) => _lists.GetOrAdd(cluster, static _ => new MissedList()).Add(request);

    /// <summary>How much a cluster has missed.</summary>
    public int CountOf(string cluster) => _lists.GetValueOrDefault(cluster)?.Count ?? 0;

    /// <summary>Takes the oldest of what a cluster has missed; null when there is nothing.</summary>
    public GoRequest? Take(string cluster)
    {
        while (_lists.GetValueOrDefault(cluster)?.Take() is { } request)
        {
            // The module may have become private since.
            if (IsWorthIt(request))
            {
                return request;
            }
        }

        return null;
    }

    private bool IsWorthIt(GoRequest request) =>
        request is { HasCanonicalVersion: true, IsChecksum: false, Kind: GoRequestKind.Info or GoRequestKind.Mod or GoRequestKind.Zip } && !current.Value.Routes.IsPrivate(request.Module);
}
