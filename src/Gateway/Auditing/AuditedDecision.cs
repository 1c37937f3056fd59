namespace Gateway.Auditing;

/// <summary>What was decided about a request before anything was looked for.</summary>
/// <param name="Word"><c>allow</c>, <c>deny</c>, <c>unauthenticated</c>, or <c>none</c> where nothing had to be decided.</param>
/// <param name="Rule">The rule that decided; null when none did.</param>
/// <param name="Reason">Why it was denied, as the client was told; null when it was not.</param>
internal readonly record struct AuditedDecision(string Word, string? Rule, string? Reason);
