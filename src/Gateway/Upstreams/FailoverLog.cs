namespace Gateway.Upstreams;

/// <summary>Events 2000-2099, and 6020.</summary>
internal static partial class FailoverLog
{
    [LoggerMessage(2001, LogLevel.Warning, "fallback to {Target}: {Cluster} {Words} (route {Route})")]
    public static partial void FellBack(this ILogger logger, Uri target, string cluster, string words, string route);

    [LoggerMessage(6020, LogLevel.Information, "Route {Route} tells {Clusters} who asks: nothing it brings is kept, shared between callers or hedged.")]
    public static partial void ForwardsIdentity(this ILogger logger, string route, string clusters);

    [LoggerMessage(2002, LogLevel.Debug, "on to {Target}: {Cluster} {Words} (route {Route})")]
    public static partial void MovedOn(this ILogger logger, Uri target, string cluster, string words, string route);

    [LoggerMessage(2003, LogLevel.Error, "{Cluster} at {Address} {Words}: the credentials in Upstreams:{Cluster} are wrong or missing.")]
    public static partial void CredentialsRefused(this ILogger logger, string cluster, Uri address, string words);

    [LoggerMessage(2004, LogLevel.Warning, "{Cluster} answered 400 for {Address}: is the base path of the destination's Address right?")]
    public static partial void BasePathInDoubt(this ILogger logger, string cluster, Uri address);

    [LoggerMessage(2006, LogLevel.Warning, "The zip {Path} from {Cluster} broke and its client was cut off: {Reason}")]
    public static partial void ZipBroke(this ILogger logger, string path, string cluster, string reason);

    [LoggerMessage(2007, LogLevel.Error, "No cluster of {Route} could answer {Path}: {Status}, last {Cluster} {Words}")]
    public static partial void NobodyAnswered(this ILogger logger, string route, string path, int status, string cluster, string words);
}
