namespace Gateway.Ops;

/// <summary>What an operator says of a drain, as JSON.</summary>
/// <param name="Minutes">How long it lasts; null for an hour.</param>
/// <param name="Reason">Why, for people.</param>
internal sealed record DrainOrder(int? Minutes, string? Reason);
