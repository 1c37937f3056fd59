using Gateway.Upstreams;

namespace Gateway.Telemetry;

/// <summary>An attempt of a request that is over. Holds nothing of the answer.</summary>
/// <param name="Cluster">The cluster that was asked.</param>
/// <param name="Destination">Who was asked; null when the cluster had nobody to ask.</param>
/// <param name="Outcome">How it ended, in a word of a closed set.</param>
/// <param name="Words">The same for people.</param>
/// <param name="Elapsed">How long it took, to the first byte of an answer.</param>
internal readonly record struct PastAttempt(string Cluster, string? Destination, string Outcome, string Words, TimeSpan Elapsed)
{
    public static PastAttempt Of(Attempt attempt) =>
        new(attempt.Upstream.Name, attempt.Destination?.Standing.Name, attempt.Outcome.Reason, attempt.Outcome.Words, attempt.Elapsed);
}
