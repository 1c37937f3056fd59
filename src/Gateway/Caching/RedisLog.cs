namespace Gateway.Caching;

/// <summary>Events 3001-3009.</summary>
internal static partial class RedisLog
{
    [LoggerMessage(3001, LogLevel.Warning, "Redis is left alone, memory alone answers: {Cause}")]
    public static partial void Paused(this ILogger logger, string cause);

    [LoggerMessage(3002, LogLevel.Information, "Redis is used again.")]
    public static partial void Resumed(this ILogger logger);

    [LoggerMessage(3003, LogLevel.Warning, "Redis takes no new answers and is only read: {Cause}")]
    public static partial void WritesRefused(this ILogger logger, string cause);

    [LoggerMessage(3004, LogLevel.Information, "Redis takes new answers again.")]
    public static partial void WritesTaken(this ILogger logger);

    [LoggerMessage(3005, LogLevel.Information, "Redis is used at {Address}.")]
    public static partial void Connected(this ILogger logger, string address);
}
