namespace Gateway.Health;

/// <summary>What a gateway says of itself to the others.</summary>
/// <param name="Instance">Its name among them.</param>
/// <param name="Revision">Every order up to this change of the shared ones is in force there.</param>
/// <param name="InFlight">Requests under way there, by drained destination: <c>nexus/a</c>.</param>
internal sealed record DrainWord(string Instance, long Revision, IReadOnlyDictionary<string, int> InFlight);
