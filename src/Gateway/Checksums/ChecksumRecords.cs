using GoModules;
using GoModules.Checksums;

namespace Gateway.Checksums;

/// <summary>Asks a checksum database what an artifact should be, and believes only what it has signed and proves.</summary>
internal sealed class ChecksumRecords(DatabaseReader reader, TrustedHeads heads, ChecksumAlarms alarms, ChecksumMetrics metrics, ILogger<ChecksumRecords> logger)
{
    /// <summary>What the database says. Never throws but when it is cancelled.</summary>
    public async Task<RecordFinding> FindAsync(ChecksumSource source, GoRequest artifact, CancellationToken cancellation)
    {
        try
        {
            return await ReadAsync(source, artifact, cancellation);
        }
        catch (DatabaseException fault)
        {
            if (fault.IsDishonest)
            {
                alarms.DatabaseDishonest(source.Name, artifact, fault.Message);
            }

            metrics.DatabaseFailed(source.Name, fault.IsDishonest);
            return RecordFinding.Failed(fault.Message);
        }
        catch (Exception unexpected) when (unexpected is not OperationCanceledException)
        {
            logger.CheckFailed(artifact.Path, unexpected);
            return RecordFinding.Failed("could not be asked");
        }
    }

    private async Task<RecordFinding> ReadAsync(ChecksumSource source, GoRequest artifact, CancellationToken cancellation)
    {
        if (!ModulePath.TryEscape(artifact.Module, out var module) || !ModuleVersion.TryEscape(artifact.Version, out var version))
        {
            throw new InvalidOperationException($"{artifact} is no request for an artifact.");
        }

        var path = $"lookup/{module}@{version}";
        if (await reader.ReadAsync(source, path, cancellation) is not { } answer)
        {
            return RecordFinding.Unknown;
        }

        try
        {
            return await ProveAsync(source, artifact, answer, cancellation);
        }
        catch (DatabaseException fault) when (fault.IsDishonest)
        {
            // Whatever is kept of it may have been changed on its way to us.
            await reader.ForgetAsync(source, path);
            throw;
        }
    }

    private async Task<RecordFinding> ProveAsync(ChecksumSource source, GoRequest artifact, byte[] answer, CancellationToken cancellation)
    {
        if (ChecksumRecord.Parse(answer) is not var (record, note))
        {
            throw new DatabaseException("sent something that is no record", isDishonest: true);
        }

        var tree = await heads.TakeAsync(source, note, cancellation);
        if (TileProof.OfRecord(tree, record) is not { } proof)
        {
            throw new DatabaseException($"sent record {record.Number} of a tree of {tree.Size}", isDishonest: true);
        }

        if (!await heads.ShowsAsync(source, proof, cancellation))
        {
            throw new DatabaseException($"sent a record that does not stand at {record.Number} of the tree that it has signed", isDishonest: true);
        }

        var hash = artifact.Kind == GoRequestKind.Mod ? record.FindGoMod(artifact.Module, artifact.Version) : record.FindZip(artifact.Module, artifact.Version);
        return hash is null
            ? throw new DatabaseException("sent a record of something else", isDishonest: true)
            : RecordFinding.Of(hash, record.Number);
    }
}
