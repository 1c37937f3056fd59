using Gateway.Checksums;

namespace Gateway.Ops;

/// <summary>What an operator is shown of checksums, as JSON.</summary>
/// <param name="Databases">Every database of the settings.</param>
/// <param name="Routes">What each route does about artifacts that are not right: <c>Report</c>, <c>Enforce</c> or <c>Off</c>.</param>
/// <param name="Checked">Artifacts that came since the start: <c>verified</c>, <c>trusted</c>, <c>unverified</c>, <c>mismatch</c>.</param>
/// <param name="Refused">Those that were withheld from clients.</param>
/// <param name="Distrusted">For how many artifacts a cluster is not asked now, because it gave them wrong.</param>
/// <param name="Alarms">What was not what it should be, newest first.</param>
/// <param name="Findings">What nobody could vouch for, or was withheld, newest first.</param>
internal sealed record ChecksumsAnswer(
    IEnumerable<ChecksumDatabaseAnswer> Databases,
    IReadOnlyDictionary<string, string> Routes,
    IReadOnlyDictionary<string, long> Checked,
    long Refused,
    int Distrusted,
    IEnumerable<ChecksumAlarm> Alarms,
    IEnumerable<ChecksumFinding> Findings);
