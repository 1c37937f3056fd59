using Gateway.Health;

namespace Gateway.Ops;

/// <summary>What an operator is shown of a drain in force, as JSON.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Destination">The destination; null for all of the cluster.</param>
/// <param name="Until">When it ends by itself.</param>
/// <param name="Reason">Why.</param>
/// <param name="By">The gateway that was told first.</param>
internal sealed record DrainAnswer(string Cluster, string? Destination, DateTimeOffset Until, string Reason, string By)
{
    public static DrainAnswer Of(Drain drain) => new(drain.Cluster, drain.Destination, drain.Until, drain.Reason, drain.By);
}
