namespace Gateway.Discovery;

/// <summary>Events 4100-4199.</summary>
internal static partial class DiscoveryLog
{
    [LoggerMessage(4101, LogLevel.Information, "{Cluster}: {Source} names other destinations, which are in force: {Destinations}")]
    public static partial void Discovered(this ILogger logger, string cluster, DiscoverySource source, string destinations);

    [LoggerMessage(4102, LogLevel.Warning, "{Cluster}: {Source} cannot be asked, so the destinations known last go on: {Why}")]
    public static partial void SourceIsAway(this ILogger logger, string cluster, DiscoverySource source, string why);

    [LoggerMessage(4103, LogLevel.Information, "{Cluster}: {Source} answers again.")]
    public static partial void SourceIsBack(this ILogger logger, string cluster, DiscoverySource source);

    [LoggerMessage(4104, LogLevel.Warning, "{Cluster}: {Source}: {Key} {Fault}, so it is no destination.")]
    public static partial void Skipped(this ILogger logger, string cluster, DiscoverySource source, string key, string fault);

    [LoggerMessage(4105, LogLevel.Warning, "{Cluster}: {Source} names no destination at all, so those known last go on.")]
    public static partial void NamesNobody(this ILogger logger, string cluster, DiscoverySource source);

    [LoggerMessage(4106, LogLevel.Error, "{Cluster}: its destinations could not be found or published in a way that was believed impossible")]
    public static partial void DiscoveryFailed(this ILogger logger, string cluster, Exception failure);
}
