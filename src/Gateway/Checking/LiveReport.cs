using Gateway.Upstreams;

namespace Gateway.Checking;

/// <summary>What was found out about one destination.</summary>
/// <param name="Upstream">Its cluster.</param>
/// <param name="Destination">The destination.</param>
/// <param name="Answers">What it was asked, in order; it is asked no further where there was no conversation.</param>
/// <param name="Faults">What is wrong.</param>
internal sealed record LiveReport(Upstream Upstream, Destination Destination, IReadOnlyList<LiveAnswer> Answers, IReadOnlyList<LiveFault> Faults)
{
    public string Name => $"{Upstream.Name}/{Destination.State.DestinationId}";
}
