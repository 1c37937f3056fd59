namespace Gateway.Mirroring;

/// <summary>Events 5100-5149.</summary>
internal static partial class MirrorLog
{
    [LoggerMessage(5101, LogLevel.Warning, "The mirror {Mirror} is left alone: {Evidence}. Its copies are dropped meanwhile; requests go on.")]
    public static partial void MirrorLeftAlone(this ILogger logger, string mirror, string evidence);

    [LoggerMessage(5102, LogLevel.Information, "The mirror {Mirror} gets copies again; {Dropped} were dropped since the start.")]
    public static partial void MirrorBack(this ILogger logger, string mirror, long dropped);

    [LoggerMessage(5103, LogLevel.Warning, "The mirror {Mirror} differs in {Kind} for {Path}: {Ours} was served, it says {Theirs}; {Unlogged} more since the last such line.")]
    public static partial void MirrorDiffers(this ILogger logger, string mirror, string kind, string path, string ours, string theirs, int unlogged);

    [LoggerMessage(5111, LogLevel.Information, "{Cluster} is back and is asked for {Count} artifacts that others served meanwhile, {PerSecond} a second.")]
    public static partial void CatchesUp(this ILogger logger, string cluster, int count, double perSecond);

    [LoggerMessage(5112, LogLevel.Information, "{Cluster} was asked for {Asked} artifacts; {Left} are left until it recovers again.")]
    public static partial void CaughtUp(this ILogger logger, string cluster, int asked, int left);

    [LoggerMessage(5113, LogLevel.Error, "Asking {Cluster} for what it missed failed in a way that was believed impossible.")]
    public static partial void CatchUpFailed(this ILogger logger, string cluster, Exception exception);

    [LoggerMessage(5104, LogLevel.Error, "A copy for the mirror {Mirror} failed in a way that was believed impossible.")]
    public static partial void MirrorFailed(this ILogger logger, string mirror, Exception exception);
}
