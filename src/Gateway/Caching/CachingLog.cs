namespace Gateway.Caching;

/// <summary>Events 3100-3199.</summary>
internal static partial class CachingLog
{
    [LoggerMessage(3101, LogLevel.Error, "Fetching {Path} failed in a way that was believed impossible.")]
    public static partial void FlightFailed(this ILogger logger, string path, Exception cause);
}
