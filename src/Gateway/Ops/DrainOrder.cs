namespace Gateway.Ops;

/// <summary>What an operator says of a drain, as JSON.</summary>
/// <param name="Minutes">How long it lasts; null for an hour.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="Drill">Whether it is an exercise: five minutes where nothing is said, and refused where a route would have nobody left.</param>
internal sealed record DrainOrder(int? Minutes, string? Reason, bool Drill = false);
