namespace Gateway.Ops;

/// <summary>Events 9000-9099.</summary>
internal static partial class OpsLog
{
    [LoggerMessage(9001, LogLevel.Information, "Purged {What}: {Memory} answers left memory, {Redis} left Redis.")]
    public static partial void Purged(this ILogger logger, string what, int memory, long redis);
}
