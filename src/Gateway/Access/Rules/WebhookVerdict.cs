namespace Gateway.Access.Rules;

/// <summary>What a webhook said of a version.</summary>
/// <param name="IsYes">Whether it may be given out.</param>
/// <param name="Reason">Its reason, made fit to be shown; empty when it gives none.</param>
/// <param name="Until">Until when it is believed.</param>
internal sealed record WebhookVerdict(bool IsYes, string Reason, DateTimeOffset Until);
