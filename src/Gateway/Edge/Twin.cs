namespace Gateway.Edge;

/// <summary>The mark of a request that only repeats one that was refused a moment ago, for whoever counts.</summary>
/// <remarks>
/// The <c>go</c> command (1.24 and newer) sends every 4xx over HTTPS a second time, at once, whether or not it found other credentials.
/// That is one event: limits, audit and breakers must not count two. docs/decisions/0013-a-refusal-is-asked-for-twice.md.
/// </remarks>
/// <param name="Status">How the request that it repeats was refused.</param>
internal sealed record Twin(int Status);
