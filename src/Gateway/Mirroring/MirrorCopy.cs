using System.Diagnostics;
using GoModules;

namespace Gateway.Mirroring;

/// <summary>What a mirror is told of a request: small values alone, nothing of the client's connection.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="Method">GET or HEAD.</param>
/// <param name="RequestId">Our own name of the request.</param>
/// <param name="Trace">The request's own span, which the copy's is linked to, else the one that a believed client named; default where there is none.</param>
/// <param name="Served">What became of it; null while that is not known.</param>
internal sealed record MirrorCopy(GoRequest Request, string Method, string RequestId, ActivityContext Trace, ServedOutcome? Served);
