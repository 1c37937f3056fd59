namespace Gateway.Auditing;

/// <summary>Why the chain does not go on behind its last line.</summary>
/// <param name="File">The file that should have it, where it is now.</param>
/// <param name="Damage">What is wrong with a file that was put away; null when it was the current one, and its last line is none of ours.</param>
internal sealed record AuditBreak(string File, string? Damage);
