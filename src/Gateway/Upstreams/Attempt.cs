namespace Gateway.Upstreams;

/// <summary>One question to one destination and how it ended.</summary>
/// <param name="Upstream">The cluster that was asked.</param>
/// <param name="Destination">Who was asked; null when the cluster had nobody to ask.</param>
/// <param name="Outcome">How it ended.</param>
internal sealed record Attempt(Upstream Upstream, Destination? Destination, Outcome Outcome)
{
    /// <summary>How long it took, to the first byte of an answer.</summary>
    public TimeSpan Elapsed { get; init; }
}
