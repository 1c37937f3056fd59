using Gateway.Upstreams;

namespace Gateway.Checking;

/// <summary>What came of a question.</summary>
/// <param name="Question">The question.</param>
/// <param name="Outcome">How it ended, as a request's attempt would.</param>
/// <param name="Took">How long it took.</param>
internal sealed record LiveAnswer(LiveQuestion Question, Outcome Outcome, TimeSpan Took)
{
    /// <summary>Whether it is as it should be.</summary>
    public bool IsGood => Outcome.Kind == (Question.IsThere ? OutcomeKind.Answer : OutcomeKind.NotFound);

    /// <summary>The cell of a table.</summary>
    public string Cell => IsGood ? $"ok {Took.TotalMilliseconds:0} ms" : Outcome.Reason == "answer" ? "is there" : Outcome.Reason;
}
