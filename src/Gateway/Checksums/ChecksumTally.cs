using Gateway.Telemetry;
using GoModules;

namespace Gateway.Checksums;

/// <summary>What came of checking artifacts since the start, and which of them were not known to be right.</summary>
internal sealed class ChecksumTally(TimeProvider time)
{
    private const int Most = 200;

    private readonly long[] _counts = new long[Enum.GetValues<ChecksumState>().Length];
    private readonly LatestOfKind<(string Path, string Cluster, ChecksumState State, int? Refused), ChecksumFinding> _latest = new(Most);
    private long _refused;

    /// <summary>How many artifacts came of each state.</summary>
    public IReadOnlyDictionary<string, long> Counts => Enum.GetValues<ChecksumState>()
        .Where(state => state != ChecksumState.Unchecked)
        .ToDictionary(state => state.Word(), state => Interlocked.Read(ref _counts[(int)state]));

    /// <summary>How many were withheld from clients.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>The latest that were unverified, wrong or withheld, newest first.</summary>
    public IReadOnlyList<ChecksumFinding> Latest => _latest.All;

    public void Count(string cluster, GoRequest artifact, ChecksumVerdict verdict)
    {
        Interlocked.Increment(ref _counts[(int)verdict.State]);
        if (verdict.Refusal is not null)
        {
            Interlocked.Increment(ref _refused);
        }

        if (verdict.State is ChecksumState.Unverified or ChecksumState.Mismatch)
        {
            _latest.Add((artifact.Path, cluster, verdict.State, verdict.Refusal), before => new ChecksumFinding(
                time.GetUtcNow(), (before?.Count ?? 0) + 1, verdict.State.Word(), verdict.Refusal, artifact.Module, artifact.Version, artifact.Kind == GoRequestKind.Mod ? "mod" : "zip", cluster, verdict.Words));
        }
    }
}
