using Gateway.Checksums;

namespace Gateway.Ops;

/// <summary>What an operator is shown of checksums, as JSON.</summary>
/// <param name="Databases">The largest tree of every database that was proved.</param>
/// <param name="Distrusted">For how many artifacts a cluster is not asked now, because it gave them wrong.</param>
/// <param name="Alarms">What was not what it should be, newest first.</param>
internal sealed record ChecksumsAnswer(IEnumerable<ChecksumDatabaseAnswer> Databases, int Distrusted, IEnumerable<ChecksumAlarm> Alarms);
