using GoModules;

namespace Gateway.Mirroring;

/// <summary>What a mirror is told of a request: small values alone, nothing of the client's connection.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="Method">GET or HEAD.</param>
/// <param name="RequestId">Our own name of the request.</param>
/// <param name="Trace">The trace that the client said it belongs to (<c>traceparent</c>); null when it said none.</param>
/// <param name="Served">What became of it; null while that is not known.</param>
internal sealed record MirrorCopy(GoRequest Request, string Method, string RequestId, string? Trace, ServedOutcome? Served);
