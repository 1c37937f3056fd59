using StackExchange.Redis;

namespace Gateway.Caching;

/// <summary>Purges in Redis: the numbers first, which is what counts, then the space.</summary>
internal sealed class RedisPurger(RedisLink link, RedisPurges purges, PurgeStamps stamps, RedisNames names, TimeProvider time)
{
    private const int Page = 250;
    private const int MostKeys = 100_000;
    private static readonly TimeSpan LongestScan = TimeSpan.FromSeconds(5);

    /// <summary>Tells everybody. False: Redis is away, or did not answer in time; it may have taken it nevertheless.</summary>
    public async ValueTask<bool> TryPurgeAsync(string tag)
    {
        var reply = await link.ReadAsync(RedisOperation.Purge, database => PurgeAsync(database, tag), CancellationToken.None);
        return reply.IsDone;
    }

    /// <summary>Removes frames of this tag that are not current any more, and says whether it has seen every frame.</summary>
    public async Task<(long Removed, bool IsComplete)> RemoveAsync(string tag, CancellationToken cancellation)
    {
        var (removed, seen, start) = (0L, 0, time.GetTimestamp());
        var isConcerned = CacheTags.Concerned(tag);
        if (link.Connection is not { } connection)
        {
            return (0, false);
        }

        try
        {
            foreach (var endpoint in connection.Multiplexer.GetEndPoints())
            {
                var server = connection.Multiplexer.GetServer(endpoint);
                if (!server.IsConnected)
                {
                    return (removed, false);
                }

                // The library has no other way to walk one server of several; each page is waited for on a thread of the pool.
                using var keys = await Task.Run(() => server.Keys(connection.Database.Database, names.Pattern, Page).Chunk(Page).GetEnumerator(), cancellation);
                while (await Task.Run(keys.MoveNext, cancellation))
                {
                    removed += await RemoveAsync(connection.Database, keys.Current, head => IsPurged(head, tag, isConcerned), cancellation);
                    seen += keys.Current.Length;
                    if (seen >= MostKeys || time.GetElapsedTime(start) >= LongestScan)
                    {
                        return (removed, false);
                    }
                }
            }

            return (removed, true);
        }
        catch (Exception failed) when (failed is RedisException or TimeoutException or ObjectDisposedException)
        {
            return (removed, false);
        }
    }

    private async Task<bool> PurgeAsync(IDatabase database, string tag)
    {
        await purges.PurgeAsync(database, [tag]);
        return true;
    }

    private async Task<long> RemoveAsync(IDatabase database, RedisKey[] keys, Func<byte[], bool> isPurged, CancellationToken cancellation)
    {
        var heads = await Task.WhenAll(keys.Select(key => HeadAsync(database, key))).WaitAsync(LongestScan, time, cancellation);
        var doomed = keys.Where((_, index) => isPurged(heads[index])).ToArray();
        var gone = await Task.WhenAll(doomed.Select(key => database.KeyDeleteAsync(key))).WaitAsync(LongestScan, time, cancellation);
        return gone.LongCount(isGone => isGone);
    }

    private static async Task<byte[]> HeadAsync(IDatabase database, RedisKey key)
    {
        try
        {
            return (byte[]?)await database.StringGetRangeAsync(key, 0, FrameFormat.HeadLength - 1) ?? [];
        }
        catch (RedisServerException)
        {
            // Not a text at all: somebody else's, and nothing that we would ever serve.
            return [];
        }
    }

    private bool IsPurged(byte[] head, string tag, Func<string[], bool> isConcerned) =>
        FrameFormat.Peek(head) is { } frame
            ? isConcerned(frame.Tags) && !stamps.IsCurrent(frame.Stamp, frame.Tags)
            : tag == PurgeStamps.Everything;
}
