namespace Gateway.Access.Advisories;

/// <summary>Events 6070-6079.</summary>
internal static partial class AdvisoriesLog
{
    [LoggerMessage(6070, LogLevel.Information, "The advisory feed {Feed} was read: {Advisories} advisories about {Modules} modules.")]
    public static partial void FeedIsRead(this ILogger logger, string feed, int advisories, int modules);

    [LoggerMessage(6071, LogLevel.Error, "The advisory feed {Feed} cannot be read from {Source}: {Why}. Meanwhile {Holds}.")]
    public static partial void FeedIsAway(this ILogger logger, string feed, string source, string why, string holds);

    [LoggerMessage(6072, LogLevel.Information, "The advisory feed {Feed} can be read again, and is unchanged.")]
    public static partial void FeedIsBack(this ILogger logger, string feed);

    [LoggerMessage(6073, LogLevel.Error, "Reading the advisory feed {Feed} failed in a way that was believed impossible.")]
    public static partial void ReadingFailed(this ILogger logger, string feed, Exception fault);
}
