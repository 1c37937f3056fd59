using Gateway.Telemetry;

namespace Gateway.Ops.Views;

/// <summary>One attempt of a request, as JSON.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Destination">Who was asked; null when the cluster had nobody to ask.</param>
/// <param name="Outcome">How it ended, in a word of a closed set.</param>
/// <param name="Words">The same for people.</param>
/// <param name="Milliseconds">How long it took, to the first byte of an answer.</param>
internal sealed record AttemptAnswer(string Cluster, string? Destination, string Outcome, string Words, double Milliseconds)
{
    public static AttemptAnswer Of(PastAttempt attempt) =>
        new(attempt.Cluster, attempt.Destination, attempt.Outcome, attempt.Words, Math.Round(attempt.Elapsed.TotalMilliseconds, 1));
}
