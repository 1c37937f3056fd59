namespace Gateway.Access.Rules;

/// <summary>What holds when a webhook does not say yes or no.</summary>
internal enum WebhookFailure
{
    /// <summary>The version is refused, as an outage and not as a verdict.</summary>
    Deny,

    /// <summary>What the webhook said last of the version; refused when it never said anything.</summary>
    LastDecision,

    /// <summary>The version is given.</summary>
    Allow,
}
