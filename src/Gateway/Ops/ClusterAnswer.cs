namespace Gateway.Ops;

/// <summary>What an operator is shown of a cluster, as JSON.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Instance">The gateway that sees it so.</param>
/// <param name="Destinations">Its destinations.</param>
internal sealed record ClusterAnswer(string Name, string Instance, IReadOnlyList<DestinationAnswer> Destinations);
