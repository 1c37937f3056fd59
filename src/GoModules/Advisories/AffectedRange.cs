namespace GoModules.Advisories;

/// <summary>Versions between events, by the order of semantic versions (OSV, <c>affected[].ranges[]</c> of type SEMVER).</summary>
public sealed class AffectedRange
{
    private readonly RangeEvent[] _events;

    internal AffectedRange(IEnumerable<RangeEvent> events)
    {
        // What is no semantic version sorts before all others, and so does the beginning of time, which is empty.
        _events = [.. events.OrderBy(found => found.Version, Comparer<string>.Create(SemanticVersion.Compare)).ThenBy(found => found.Kind)];
    }

    /// <summary>The versions named as the first without it.</summary>
    public IEnumerable<string> Fixes => _events.Where(found => found.Kind == RangeEventKind.Fixed).Select(found => found.Version);

    /// <summary>Whether a version is in it. Without events every version is, as golang.org/x/vuln has it.</summary>
    public bool Contains(string version)
    {
        var isAffected = _events.Length == 0;
        foreach (var (at, kind) in _events)
        {
            var order = at.Length == 0 ? 1 : SemanticVersion.Compare(version, at);
            isAffected = kind switch
            {
                RangeEventKind.Introduced => isAffected || order >= 0,
                RangeEventKind.Fixed => isAffected && order < 0,
                _ => isAffected && order <= 0,
            };
            if (order < 0 || (order == 0 && kind == RangeEventKind.LastAffected))
            {
                // What happens later does not concern it.
                return isAffected;
            }
        }

        return isAffected;
    }
}
