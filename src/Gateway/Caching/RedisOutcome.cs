namespace Gateway.Caching;

/// <summary>How a question to Redis ended.</summary>
internal enum RedisOutcome
{
    Done,
    Hit,
    Miss,

    /// <summary>Not asked: Redis is left alone, or too much is under way already.</summary>
    Skipped,

    /// <summary>No answer within the budget.</summary>
    TimedOut,

    /// <summary>Redis answered with an error of its own.</summary>
    Refused,

    /// <summary>The connection failed.</summary>
    Failed,
}
