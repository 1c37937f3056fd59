using System.Buffers;
using System.Text;
using Gateway.Checksums;
using Gateway.Settings;
using Microsoft.Extensions.Caching.Hybrid;

namespace Gateway.Caching;

/// <summary>Finds and keeps answers in the tiers, whichever <see cref="HybridCache"/> is registered.</summary>
internal sealed class KeptResponses(HybridCache cache, CurrentSnapshot current, SettingsReading reading, TimeProvider time)
{
    private const long Megabyte = 1024 * 1024;

    private static readonly Func<object?, CancellationToken, ValueTask<CachedResponse?>> Nothing = static (_, _) => ValueTask.FromResult<CachedResponse?>(null);

    // The flights are ours: a look-up never fetches.
    private static readonly HybridCacheEntryOptions LookUp = new() { Flags = HybridCacheEntryFlags.DisableUnderlyingData };
    private static readonly HybridCacheEntryOptions LookUpHere = new()
    {
        Flags = HybridCacheEntryFlags.DisableUnderlyingData | HybridCacheEntryFlags.DisableDistributedCache,
    };

    private static readonly HybridCacheEntryOptions Peek = new() { Flags = LookUp.Flags | HybridCacheEntryFlags.DisableLocalCacheWrite };
    private static readonly HybridCacheEntryOptions PeekHere = new() { Flags = LookUpHere.Flags | HybridCacheEntryFlags.DisableLocalCacheWrite };

    // Who can write to an unsigned Redis could hand out a private module of his own.
    private readonly bool _isSigned = reading.RedisSecrets.Key.Length > 0;

    /// <summary>The largest body that other gateways may find, in bytes.</summary>
    public long LargestShared => Math.Min(reading.Settings.Caching.Redis.LargestValueMegabytes, current.Value.Settings.Caching.LargestResponseMegabytes) * Megabyte;

    /// <summary>Whether other gateways may find what is fetched.</summary>
    public bool IsShared(Fetch fetch) => !fetch.IsPersonal && (_isSigned || !fetch.IsPrivate);

    /// <summary>What is kept for a request; null when nothing is, or when a newer list proves it wrong.</summary>
    public ValueTask<CachedResponse?> FindAsync(Fetch fetch, CancellationToken cancellation) => FindAsync(fetch, OptionsFor(fetch), cancellation);

    /// <summary>The same, and what lies in Redis alone stays there alone.</summary>
    public ValueTask<CachedResponse?> PeekAsync(Fetch fetch, CancellationToken cancellation) => FindAsync(fetch, IsShared(fetch) ? Peek : PeekHere, cancellation);

    /// <summary>The same of this instance's memory alone.</summary>
    public ValueTask<CachedResponse?> FindHereAsync(Fetch fetch) => FindAsync(fetch, LookUpHere, CancellationToken.None);

    /// <summary>Keeps an answer for as long as it says itself. Failing to keep it is not a failure.</summary>
    public async Task KeepAsync(Fetch fetch, CachedResponse response)
    {
        var left = response.KeptUntil - time.GetUtcNow();
        var caching = current.Value.Settings.Caching;
        if (fetch.IsPersonal || left <= TimeSpan.Zero || caching.IsOff || response.Length > caching.LargestResponseMegabytes * Megabyte)
        {
            return;
        }

        // A "not found" lives for seconds and only saves this instance from asking twice.
        var isLocal = response.Status == StatusCodes.Status404NotFound || !IsShared(fetch);
        var options = new HybridCacheEntryOptions
        {
            Expiration = left,
            Flags = isLocal ? HybridCacheEntryFlags.DisableDistributedCache : HybridCacheEntryFlags.None,
        };
        await cache.SetAsync(fetch.Key, response, options, CacheTags.Of(fetch.Request), CancellationToken.None);
    }

    /// <summary>Forgets what is kept for a request, in every tier.</summary>
    public Task ForgetAsync(Fetch fetch) => cache.RemoveAsync(fetch.Key).AsTask();

    private HybridCacheEntryOptions OptionsFor(Fetch fetch) => IsShared(fetch) ? LookUp : LookUpHere;

    private async ValueTask<CachedResponse?> FindAsync(Fetch fetch, HybridCacheEntryOptions options, CancellationToken cancellation)
    {
        var found = fetch.IsPersonal ? null : await FindAsync(fetch.Key, options, cancellation);
        if (found is { Status: StatusCodes.Status200OK, ChecksumState: ChecksumState.Unchecked } && fetch.IsEnforced)
        {
            // It was kept when nobody looked.
            return null;
        }

        return found is { Status: StatusCodes.Status404NotFound } && await IsListedSinceAsync(fetch, found, options, cancellation) ? null : found;
    }

    private ValueTask<CachedResponse?> FindAsync(string key, HybridCacheEntryOptions options, CancellationToken cancellation) =>
        cache.GetOrCreateAsync(key, (object?)null, Nothing, options, null, cancellation);

    private async ValueTask<bool> IsListedSinceAsync(Fetch fetch, CachedResponse notFound, HybridCacheEntryOptions options, CancellationToken cancellation)
    {
        if (!fetch.Request.HasCanonicalVersion || fetch.Request.IsChecksum)
        {
            return false;
        }

        var path = fetch.Request.Path;
        var module = fetch.Key.AsSpan(0, fetch.Key.Length - path.Length + path.IndexOf("/@v/", StringComparison.Ordinal));
        var list = await FindAsync(string.Concat(module, "/@v/list"), options, cancellation);
        return list is { Status: StatusCodes.Status200OK } && list.Fetched > notFound.Fetched && Names(list.Body, fetch.Request.Version);
    }

    private static bool Names(ReadOnlySequence<byte> list, string version)
    {
        foreach (var line in Encoding.UTF8.GetString(list).AsSpan().EnumerateLines())
        {
            if (line.StartsWith(version, StringComparison.Ordinal) && (line.Length == version.Length || char.IsWhiteSpace(line[version.Length])))
            {
                return true;
            }
        }

        return false;
    }
}
