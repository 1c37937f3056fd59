namespace Gateway.Access.Tokens;

/// <summary>Events 6000-6009.</summary>
internal static partial class TokensLog
{
    [LoggerMessage(6000, LogLevel.Error, "The keys of {Issuer} cannot be had, so its tokens are answered with 503: {Why}")]
    public static partial void IssuerIsUnknown(this ILogger logger, string issuer, string why);

    [LoggerMessage(6001, LogLevel.Warning, "{Issuer} cannot be asked for its keys; those known are good until {Until:u}: {Why}")]
    public static partial void IssuerIsAway(this ILogger logger, string issuer, DateTimeOffset until, string why);

    [LoggerMessage(6002, LogLevel.Information, "{Issuer} names its keys again.")]
    public static partial void IssuerIsBack(this ILogger logger, string issuer);

    [LoggerMessage(6003, LogLevel.Information, "{Issuer} has changed its keys.")]
    public static partial void KeysChanged(this ILogger logger, string issuer);
}
