namespace Gateway.Upstreams;

/// <summary>What came of asking a chain.</summary>
/// <param name="Status">200 with an answer, else the status for the client; 499 when the client went away.</param>
/// <param name="Chain">The chain that was asked.</param>
/// <param name="Attempts">Every attempt in order; never empty.</param>
internal sealed record FetchResult(int Status, Chain Chain, IReadOnlyList<Attempt> Attempts)
{
    /// <summary>Whether nobody was asked again because too much is asked again already.</summary>
    public bool IsBudgetSpent { get; init; }

    /// <summary>The answer; null for every status but 200.</summary>
    public UpstreamAnswer? Answer => Attempts[^1].Outcome.Answer;

    /// <summary>Whether an outage lies before the answer: such a "not found" must never be remembered.</summary>
    public bool IsPastOutage => OutcomeTable.HasOutage(Attempts);

    /// <summary>How long the client should wait; null when no cluster said.</summary>
    public TimeSpan? RetryAfter => Attempts.Max(attempt => attempt.Outcome.RetryAfter);
}
