using System.Collections.Concurrent;
using System.Globalization;
using GoModules.Checksums;
using Microsoft.Extensions.Caching.Hybrid;

namespace Gateway.Checksums;

/// <summary>When trees of a checksum database were seen that were so large: a record with a lower number existed by then.</summary>
/// <remarks>
/// A signed tree says no time, so that one has to have watched. What was seen less often, or is forgotten, makes records younger and never older.
/// Where there is a Redis the times are there too, as the trees are (<see cref="TrustedHeads"/>).
/// </remarks>
internal sealed class TreeTimes(HybridCache cache, TimeProvider time)
{
    // Six weeks of a busy gateway; a cooldown is days.
    private const int Most = 1000;
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(3650);

    // By time, oldest first; whole lists replace each other.
    private readonly ConcurrentDictionary<string, (DateTimeOffset Seen, long Size)[]> _seen = new(StringComparer.Ordinal);

    /// <summary>Takes down a tree that is proved. Not to be called twice at once for one database.</summary>
    public async ValueTask NoteAsync(ChecksumSource source, TreeHead head)
    {
        // In whole seconds, as it is written: rather younger than older.
        var (key, now) = (KeyOf(source), DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds() + 1));
        var known = _seen.GetValueOrDefault(key, []);
        if (IsRecent(known, now))
        {
            return;
        }

        var others = await cache.GetOrCreateAsync(
            key,
            static _ => ValueTask.FromResult<string?>(null),
            new HybridCacheEntryOptions { Flags = HybridCacheEntryFlags.DisableUnderlyingData | HybridCacheEntryFlags.DisableLocalCache },
            cancellationToken: CancellationToken.None);
        known = [.. known.Union(Read(others ?? "")).OrderBy(one => one.Seen)];
        if (IsRecent(known, now))
        {
            // Another gateway was first.
            _seen[key] = known;
            return;
        }

        _seen[key] = known = [.. known.Append((Seen: now, head.Size)).TakeLast(Most)];
        await cache.SetAsync(key, Write(known), new HybridCacheEntryOptions { Expiration = Remembered, Flags = HybridCacheEntryFlags.DisableLocalCache }, null, CancellationToken.None);
    }

    /// <summary>A time at which the record existed, the earliest that is known; null when it was in no tree that was taken down.</summary>
    public DateTimeOffset? FindExisting(ChecksumSource source, long record)
    {
        foreach (var (seen, size) in _seen.GetValueOrDefault(KeyOf(source), []))
        {
            if (size > record)
            {
                return seen;
            }
        }

        return null;
    }

    private static bool IsRecent((DateTimeOffset Seen, long Size)[] known, DateTimeOffset now) => known is [.., var last] && now - last.Seen < Interval;

    private static string Write((DateTimeOffset Seen, long Size)[] all) =>
        string.Join('\n', all.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Seen.ToUnixTimeSeconds()} {one.Size}")));

    private static IEnumerable<(DateTimeOffset Seen, long Size)> Read(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            if (line.Split(' ') is [var seen, var size] && int.TryParse(seen, CultureInfo.InvariantCulture, out var seconds) && long.TryParse(size, CultureInfo.InvariantCulture, out var records))
            {
                yield return (DateTimeOffset.FromUnixTimeSeconds(seconds), records);
            }
        }
    }

    private static string KeyOf(ChecksumSource source) => $"tree-times|{source.Name}|{source.Key.Hash:x8}";
}
