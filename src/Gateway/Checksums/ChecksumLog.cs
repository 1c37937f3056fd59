namespace Gateway.Checksums;

/// <summary>Events 6200-6249.</summary>
internal static partial class ChecksumLog
{
    [LoggerMessage(6201, LogLevel.Error, "{Cluster} gave {Artifact} wrong: {Expected} is what {Authority} knows, {Found} is what came. It is not kept, and the cluster not asked for it until {Until:O}.")]
    public static partial void Mismatch(this ILogger logger, string cluster, string artifact, string expected, string authority, string found, DateTimeOffset until);

    [LoggerMessage(6202, LogLevel.Error, "The checksum database {Database} {Fault}; asked for {Artifact}. Nothing it says of it is believed.")]
    public static partial void DatabaseDishonest(this ILogger logger, string database, string fault, string artifact);

    [LoggerMessage(6203, LogLevel.Error, "Checking {Path} failed in a way that was believed impossible.")]
    public static partial void CheckFailed(this ILogger logger, string path, Exception cause);

    [LoggerMessage(6204, LogLevel.Warning, "The checksum database {Database} cannot be asked: {Reason}. What comes meanwhile is not kept.")]
    public static partial void DatabaseAway(this ILogger logger, string database, string reason);

    [LoggerMessage(6205, LogLevel.Information, "The checksum database {Database} can be asked again.")]
    public static partial void DatabaseBack(this ILogger logger, string database);
}
