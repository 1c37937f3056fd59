using Gateway.Mirroring;

namespace Gateway.Ops;

/// <summary>What an operator is shown of a mirror, as JSON.</summary>
/// <param name="Name">Its name in the settings.</param>
/// <param name="Cluster">The cluster that gets the copies.</param>
/// <param name="When">When requests are copied.</param>
/// <param name="Sample">The share of them.</param>
/// <param name="Compare">Whether answers are compared.</param>
/// <param name="LeftAlone">Why it gets no copies now; null when it does.</param>
/// <param name="Waiting">Copies that wait.</param>
/// <param name="QueueLength">How many may.</param>
/// <param name="Sent">Copies that were answered since the start.</param>
/// <param name="Dropped">Those that were not, by reason.</param>
/// <param name="Differences">The latest differences, newest first.</param>
internal sealed record MirrorAnswer(
    string Name, string Cluster, string When, double Sample, bool Compare, string? LeftAlone, int Waiting, int QueueLength, long Sent, IReadOnlyDictionary<string, long> Dropped, IEnumerable<MirrorDifference> Differences)
{
    public static MirrorAnswer Of(Mirror mirror) => new(
        mirror.Name,
        mirror.Options.Cluster,
        mirror.Options.When.ToString(),
        mirror.Options.Sample,
        mirror.Options.Compare,
        mirror.WhyLeftAlone,
        mirror.Waiting,
        mirror.Options.QueueLength,
        mirror.Tally.Sent,
        mirror.Tally.Dropped,
        mirror.Differences.Latest.Reverse());
}
