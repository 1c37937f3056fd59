namespace Gateway.Access.Rules;

/// <summary>Events 6050-6099.</summary>
internal static partial class RulesLog
{
    [LoggerMessage(6050, LogLevel.Warning, "Rule {Rule} decides nothing: rule {Earlier}, which is asked before it, takes all that it would take.")]
    public static partial void NeverDecides(this ILogger logger, string rule, string earlier);

    [LoggerMessage(6051, LogLevel.Warning, "The webhook {Url} does not say yes or no, so {OnFailure} holds: {Why}")]
    public static partial void WebhookIsAway(this ILogger logger, string url, WebhookFailure onFailure, string why);

    [LoggerMessage(6052, LogLevel.Information, "The webhook {Url} answers again.")]
    public static partial void WebhookIsBack(this ILogger logger, string url);
}
