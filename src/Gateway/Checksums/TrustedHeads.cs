using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using GoModules.Checksums;
using Microsoft.Extensions.Caching.Hybrid;

namespace Gateway.Checksums;

/// <summary>Remembers the largest tree that each database has signed, and takes no other tree that does not contain it or lies in it.</summary>
/// <remarks>
/// An older tree is no fault: records are kept, by us and on their way, with the tree of their time. One that is no beginning of the other is:
/// somebody is shown another history. What is remembered is also put into the cache, with its signature, so that a start does not forget it.
/// </remarks>
[SuppressMessage("Reliability", "CA1001", Justification = "A check that nobody waits for may outlive the stop; the semaphore holds no handle.")]
internal sealed class TrustedHeads(DatabaseReader reader, TreeTimes times, HybridCache cache)
{
    private const int MostOlder = 1024;
    private const string Latest = "latest";
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(3650);

    private readonly ConcurrentDictionary<(string Name, uint Key), TreeHead> _latest = new();
    private readonly ConcurrentDictionary<(string Name, string Note), TreeHead> _verified = new();
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>The largest tree of every database.</summary>
    public IEnumerable<(string Database, TreeHead Head)> All => _latest.Select(pair => (pair.Key.Name, pair.Value));

    /// <summary>Takes a signed tree head and gives the largest tree that is known then, which contains it.</summary>
    /// <exception cref="DatabaseException">It is not signed by the database, or is a tree of another history.</exception>
    public async Task<TreeHead> TakeAsync(ChecksumSource source, byte[] note, CancellationToken cancellation)
    {
        var name = (source.Name, source.Key.Hash);
        var seen = (source.Name, Encoding.UTF8.GetString(note));
        if (_verified.ContainsKey(seen) && _latest.TryGetValue(name, out var known))
        {
            return known;
        }

        var head = Read(note, source.Key) ?? throw new DatabaseException("sent a tree head that it has not signed", isDishonest: true);
        await _one.WaitAsync(cancellation);
        try
        {
            var latest = _latest.GetValueOrDefault(name) ?? await RecallAsync(source, cancellation);
            var larger = latest is null || head.Size > latest.Size ? head : latest;
            if (latest is not null && latest != head)
            {
                await ProveAsync(source, larger, larger == head ? latest : head, cancellation);
            }

            if (larger != latest)
            {
                await cache.SetAsync(KeyOf(source), seen.Item2, new HybridCacheEntryOptions { Expiration = Remembered }, null, CancellationToken.None);
            }

            await times.NoteAsync(source, larger);
            _latest[name] = larger;
            Remember(seen, head);
            return larger;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Reads tiles and says whether they show something of the tree.</summary>
    /// <exception cref="DatabaseException">They cannot be read.</exception>
    public async Task<bool> ShowsAsync(ChecksumSource source, TileProof proof, CancellationToken cancellation)
    {
        if (proof.Holds(await ReadAsync(source, proof, cancellation)))
        {
            return true;
        }

        // One of them may have been damaged on its way to us: it must not be believed for days, nor speak against the database.
        foreach (var tile in proof.Tiles)
        {
            await reader.ForgetAsync(source, tile.Path);
            await reader.ForgetAsync(source, (tile with { Width = 1 << tile.Height }).Path);
        }

        try
        {
            return proof.Holds(await ReadAsync(source, proof, cancellation));
        }
        catch (DatabaseException fault) when (fault.IsDishonest)
        {
            return false;
        }
        catch (DatabaseException away)
        {
            if (await HasShrunkAsync(source, proof.Tree, cancellation))
            {
                return false;
            }

            // Whether it lies, or a cache on the way has damaged what it said, nobody can tell now.
            throw new DatabaseException($"sent tiles that do not fit its tree, and they cannot be read again: it {away.Message}", isDishonest: false);
        }
    }

    private async Task ProveAsync(ChecksumSource source, TreeHead larger, TreeHead older, CancellationToken cancellation)
    {
        if (!await ShowsAsync(source, TileProof.OfBeginning(larger, older)!, cancellation))
        {
            throw new DatabaseException(
                $"has signed two histories: a tree of {older.Size} records ({older.Hash}) is no beginning of the one of {larger.Size} ({larger.Hash})", isDishonest: true);
        }
    }

    /// <summary>Whether it says of itself that it is smaller than a tree that it has signed: who has taken records back may fail at their tiles as one who is away does.</summary>
    private async Task<bool> HasShrunkAsync(ChecksumSource source, TreeHead signed, CancellationToken cancellation)
    {
        try
        {
            await reader.ForgetAsync(source, Latest);
            return await reader.ReadAsync(source, Latest, cancellation) is { } note && Read(note, source.Key) is { } head && head.Size < signed.Size;
        }
        catch (DatabaseException)
        {
            return false;
        }
    }

    private Task<ReadOnlyMemory<byte>[]> ReadAsync(ChecksumSource source, TileProof proof, CancellationToken cancellation) =>
        Task.WhenAll(proof.Tiles.Select(tile => reader.ReadAsync(source, tile, cancellation)));

    private async Task<TreeHead?> RecallAsync(ChecksumSource source, CancellationToken cancellation)
    {
        var note = await cache.GetOrCreateAsync(
            KeyOf(source),
            static _ => ValueTask.FromResult<string?>(null),
            new HybridCacheEntryOptions { Flags = HybridCacheEntryFlags.DisableUnderlyingData },
            cancellationToken: cancellation);
        return note is null ? null : Read(Encoding.UTF8.GetBytes(note), source.Key);
    }

    private void Remember((string, string) seen, TreeHead head)
    {
        if (_verified.Count >= MostOlder)
        {
            _verified.Clear();
        }

        _verified[seen] = head;
    }

    private static TreeHead? Read(byte[] note, NoteKey key) => SignedNote.Open(note, key) is { } text ? TreeHead.Parse(text) : null;

    private static string KeyOf(ChecksumSource source) => $"tree-head|{source.Name}|{source.Key.Hash:x8}";
}
