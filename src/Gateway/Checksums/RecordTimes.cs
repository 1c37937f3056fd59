using Gateway.Caching;

namespace Gateway.Checksums;

/// <summary>What a checksum database proves of how old a version is.</summary>
internal sealed class RecordTimes(ChecksumRecords records, TreeTimes trees, TimeProvider time)
{
    // Who does not hear of it in time waits as if there were no database.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>
    /// A time at which the database had a record of the version already; null where artifacts are not checked against one, or it does not say.
    /// </summary>
    /// <param name="goMod">The version's <c>.mod</c>.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async ValueTask<DateTimeOffset?> FindExistingAsync(Fetch goMod, CancellationToken cancellation)
    {
        if (goMod.IsPrivate || goMod.Checksums == ChecksumMode.Off || goMod.Chain.ChecksumSource is not { } source)
        {
            return null;
        }

        try
        {
            var finding = await records.FindAsync(source, goMod.Request, CancellationToken.None).WaitAsync(Patience, time, cancellation);
            return finding.Hash is null ? null : trees.FindExisting(source, finding.Number);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }
}
