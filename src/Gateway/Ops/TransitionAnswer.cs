using Gateway.Health;

namespace Gateway.Ops;

/// <summary>What an operator is shown of a change of state, as JSON.</summary>
/// <param name="At">When.</param>
/// <param name="Cluster">The cluster.</param>
/// <param name="Destination">The destination.</param>
/// <param name="From">The state before.</param>
/// <param name="To">The state after.</param>
/// <param name="Evidence">Why.</param>
internal sealed record TransitionAnswer(DateTimeOffset At, string Cluster, string Destination, string From, string To, string Evidence)
{
    public static TransitionAnswer Of(Transition change) =>
        new(change.At, change.Cluster, change.Destination, change.From.ToString(), change.To.ToString(), change.Evidence);
}
