using Gateway.Mirroring;

namespace Gateway.Ops;

/// <summary>What an operator is shown of a mirror, as JSON.</summary>
/// <param name="Name">Its name in the settings.</param>
/// <param name="Cluster">The cluster that gets the copies.</param>
/// <param name="When">When requests are copied.</param>
/// <param name="Sample">The share of them.</param>
/// <param name="Compare">Whether answers are compared.</param>
/// <param name="State"><c>copying</c>; <c>left-alone</c> when too many copies failed; <c>nobody</c> when no destination of the cluster gets requests.</param>
/// <param name="LeftAlone">Why it gets no copies now; null when it does.</param>
/// <param name="Since">Since when it is left alone; null when it is not.</param>
/// <param name="Waiting">Copies that wait.</param>
/// <param name="QueueLength">How many may.</param>
/// <param name="Sent">Copies that were answered since the start.</param>
/// <param name="Last">When the last of them was; null when there was none.</param>
/// <param name="Dropped">Those that were not, by reason.</param>
/// <param name="Differed">Answers that differ from what was served, since the start.</param>
/// <param name="Differences">The latest of them, newest first.</param>
internal sealed record MirrorAnswer(
    string Name,
    string Cluster,
    string When,
    double Sample,
    bool Compare,
    string State,
    string? LeftAlone,
    DateTimeOffset? Since,
    int Waiting,
    int QueueLength,
    long Sent,
    DateTimeOffset? Last,
    IReadOnlyDictionary<string, long> Dropped,
    long Differed,
    IEnumerable<MirrorDifference> Differences)
{
    public static MirrorAnswer Of(Mirror mirror) => new(
        mirror.Name,
        mirror.Options.Cluster,
        mirror.Options.When.ToString(),
        mirror.Options.Sample,
        mirror.Options.Compare,
        mirror.WhyLeftAlone is not null ? "left-alone" : mirror.HasNobody ? "nobody" : "copying",
        mirror.WhyLeftAlone,
        mirror.LeftAloneSince,
        mirror.Waiting,
        mirror.Options.QueueLength,
        mirror.Tally.Sent,
        mirror.Tally.Last,
        mirror.Tally.Dropped,
        mirror.Differences.Count,
        mirror.Differences.Latest.Reverse());
}
