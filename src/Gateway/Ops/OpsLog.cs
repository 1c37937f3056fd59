namespace Gateway.Ops;

/// <summary>Events 9000-9099, and 8010-8019 of alerts.</summary>
internal static partial class OpsLog
{
    [LoggerMessage(9001, LogLevel.Information, "Purged {What}: {Memory} answers left memory, {Redis} left Redis.")]
    public static partial void Purged(this ILogger logger, string what, int memory, long redis);

    [LoggerMessage(9002, LogLevel.Information, "Drained {Target} for {Minutes} minutes: {Reason}")]
    public static partial void Drained(this ILogger logger, string target, int minutes, string reason);

    [LoggerMessage(9003, LogLevel.Information, "Undrained {Target}")]
    public static partial void Undrained(this ILogger logger, string target);

    [LoggerMessage(8010, LogLevel.Warning, "The alert {Alert} does not drain {Cluster}: no other cluster of {Route} gets requests now.")]
    public static partial void AlertNotFollowed(this ILogger logger, string alert, string cluster, string route);
}
