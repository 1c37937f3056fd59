namespace Gateway.Exchanging;

/// <summary>Events 6030-6039.</summary>
internal static partial class ExchangeLog
{
    [LoggerMessage(6030, LogLevel.Error, "Callers get nothing from {Cluster}: it {Why}")]
    public static partial void NotExchanged(this ILogger logger, string cluster, string why);

    [LoggerMessage(6031, LogLevel.Information, "Tokens for {Cluster} can be had again.")]
    public static partial void ExchangedAgain(this ILogger logger, string cluster);
}
