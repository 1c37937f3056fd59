using Gateway.Caching;
using Gateway.Upstreams;

namespace Gateway.Checksums;

/// <summary>Checks what clusters give before it is kept, and says what must not be given out whole.</summary>
internal sealed class ArtifactChecks(
    ChecksumRecords records, FirstHashes first, DistrustedAnswers distrusted, ChecksumAlarms alarms, ChecksumTally tally, ChecksumMetrics metrics, TimeProvider time)
{
    /// <summary>Begins to check an artifact that a cluster has begun to give: the database is asked meanwhile. Null where nothing is checked.</summary>
    public ArtifactCheck? Begin(Fetch fetch, string cluster)
    {
        if (fetch.Checksums == ChecksumMode.Off)
        {
            return null;
        }

        // Bounded by the time-outs of the database's own chain; whoever waits for it has a bound of his own.
        var asked = fetch.IsPrivate ? null : records.FindAsync(fetch.Chain.ChecksumSource!, fetch.Request, CancellationToken.None);
        return new ArtifactCheck(fetch, cluster, asked, this);
    }

    /// <summary>The verdict on an artifact with this hash.</summary>
    public async Task<ChecksumVerdict> JudgeAsync(ArtifactCheck check, string? hash, CancellationToken cancellation)
    {
        var verdict = check.Asked is null ? await CompareWithFirstAsync(check, hash) : await CompareWithRecordAsync(check, hash, check.Asked, cancellation);
        return Judged(check, verdict);
    }

    /// <summary>Takes down that a part of a zip goes to a client who has the others, and that nobody sees the whole. Null where nothing is checked.</summary>
    public ChecksumNote? Unseen(Fetch fetch, string cluster)
    {
        if (fetch.Checksums == ChecksumMode.Off)
        {
            return null;
        }

        var verdict = new ChecksumVerdict(ChecksumState.Unverified, null, "gave the rest of a zip to a client who has its beginning");
        metrics.Checked(cluster, verdict);
        return new ChecksumNote { Verdict = verdict };
    }

    /// <summary>Counts a verdict.</summary>
    public ChecksumVerdict Judged(ArtifactCheck check, ChecksumVerdict verdict)
    {
        metrics.Checked(check.Cluster, verdict);
        tally.Count(check.Cluster, check.Fetch.Request, verdict);
        return verdict;
    }

    private async Task<ChecksumVerdict> CompareWithRecordAsync(ArtifactCheck check, string? hash, Task<RecordFinding> asked, CancellationToken cancellation)
    {
        var (database, options) = (check.Fetch.Chain.ChecksumSource!.Name, check.Fetch.Settings.Checksums);
        RecordFinding finding;
        try
        {
            finding = await asked.WaitAsync(options.Patience, time, cancellation);
        }
        catch (TimeoutException)
        {
            finding = RecordFinding.Failed($"did not answer within {options.Patience.TotalSeconds:0.#} s");
        }

        if (finding.Hash is { } expected)
        {
            alarms.Heard(database, null);
            return hash == expected ? new ChecksumVerdict(ChecksumState.Verified, hash) : Mismatch(check, database, isFirstSight: false, expected, hash);
        }

        alarms.Heard(database, finding.IsUnknown ? null : finding.Words);
        var words = $"gave it, and {database} {finding.Words}";
        return !finding.IsUnknown
            ? new ChecksumVerdict(ChecksumState.Unverified, hash, words) { Refusal = check.IsEnforced && options.OnFailure == UnverifiedPolicy.Refuse ? StatusCodes.Status503ServiceUnavailable : null }
            : check.IsEnforced ? new ChecksumVerdict(ChecksumState.Unverified, hash, words) { Refusal = StatusCodes.Status403Forbidden }
            : await CompareWithFirstAsync(check, hash);
    }

    private async Task<ChecksumVerdict> CompareWithFirstAsync(ArtifactCheck check, string? hash)
    {
        if (hash is null)
        {
            return new ChecksumVerdict(ChecksumState.Unverified, null, "gave a zip that cannot be read") { Refusal = check.IsEnforced ? StatusCodes.Status502BadGateway : null };
        }

        var known = await first.LearnAsync(check.Fetch, hash);
        return known == hash ? new ChecksumVerdict(ChecksumState.Trusted, hash) : Mismatch(check, "this gateway", isFirstSight: true, known, hash);
    }

    private ChecksumVerdict Mismatch(ArtifactCheck check, string authority, bool isFirstSight, string expected, string? found)
    {
        var words = $"gave {found ?? "a zip that cannot be read"}, where {authority} {(isFirstSight ? "saw" : "has")} {expected}";
        var until = time.GetUtcNow() + check.Fetch.Settings.Checksums.DistrustFor;
        distrusted.Add(check.Cluster, check.Fetch.Request, words, until);
        alarms.Mismatch(check.Cluster, check.Fetch.Request, authority, isFirstSight, expected, found, until);
        return new ChecksumVerdict(ChecksumState.Mismatch, found, words) { Refusal = check.IsEnforced ? StatusCodes.Status502BadGateway : null };
    }
}
