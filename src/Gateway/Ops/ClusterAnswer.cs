using Gateway.Settings;

namespace Gateway.Ops;

/// <summary>What an operator is shown of a cluster, as JSON.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Instance">The gateway that sees it so.</param>
/// <param name="Trust">Whether it may hear of private modules: <c>Internal</c> or <c>Public</c>.</param>
/// <param name="Routes">The routes and checksum databases that ask it.</param>
/// <param name="OnlyChoiceOf">Those of them that have nobody else who gets requests now.</param>
/// <param name="Destinations">Its destinations.</param>
internal sealed record ClusterAnswer(
    string Name, string Instance, string Trust, IReadOnlyList<string> Routes, IReadOnlyList<string> OnlyChoiceOf, IReadOnlyList<DestinationAnswer> Destinations)
{
    public static IEnumerable<ClusterAnswer> Of(Snapshot snapshot, InstanceName instance) => snapshot.Upstreams.Values
        .OrderBy(upstream => upstream.Name, StringComparer.Ordinal)
        .Select(upstream => new ClusterAnswer(
            upstream.Name,
            instance.Value,
            upstream.IsInternal ? "Internal" : "Public",
            [.. Alternatives.RoutesOf(snapshot, upstream.Name)],
            [.. Alternatives.OnlyChoiceOf(snapshot, upstream.Name)],
            [.. upstream.Destinations.Select(DestinationAnswer.Of).OrderBy(destination => destination.Name, StringComparer.Ordinal)]));
}
