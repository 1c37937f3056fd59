namespace Gateway.Caching;

/// <summary>What came of a question to Redis.</summary>
/// <param name="Outcome">How it ended; the value counts only when it is <see cref="RedisOutcome.Done"/>.</param>
/// <param name="Value">The answer.</param>
/// <param name="Failure">Why there is none.</param>
internal readonly record struct RedisReply<T>(RedisOutcome Outcome, T? Value = default, Exception? Failure = null)
{
    public bool IsDone => Outcome == RedisOutcome.Done;
}
