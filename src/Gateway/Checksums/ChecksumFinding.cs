namespace Gateway.Checksums;

/// <summary>An artifact that nobody could vouch for, or that was withheld, as operators are shown it.</summary>
/// <param name="Last">When it was last so.</param>
/// <param name="Count">How often it was.</param>
/// <param name="State">What is known of its hash: <c>unverified</c> or <c>mismatch</c>.</param>
/// <param name="Refused">The status that clients got for it; null when it was given out all the same.</param>
/// <param name="Module">The module.</param>
/// <param name="Version">The version.</param>
/// <param name="File"><c>mod</c> or <c>zip</c>.</param>
/// <param name="Cluster">The cluster that gave it.</param>
/// <param name="Words">Why, as the end of "CLUSTER …".</param>
internal sealed record ChecksumFinding(
    DateTimeOffset Last, long Count, string State, int? Refused, string Module, string Version, string File, string Cluster, string Words);
