namespace Gateway.Mirroring;

/// <summary>A mirror that answered otherwise than was served.</summary>
/// <param name="At">When.</param>
/// <param name="Path">What was asked.</param>
/// <param name="RequestId">Our name of the request.</param>
/// <param name="Kind"><c>status</c> or <c>body</c>.</param>
/// <param name="Cluster">Where the body that was served came from; null when there was none.</param>
/// <param name="Ours">What was served: a status, a version, or a hash as in go.sum.</param>
/// <param name="Theirs">The same of the mirror's answer.</param>
internal sealed record MirrorDifference(DateTimeOffset At, string Path, string RequestId, string Kind, string? Cluster, string Ours, string Theirs);
