using System.Buffers;
using Gateway.Checksums;
using Gateway.Upstreams;
using GoModules;

namespace Gateway.Caching;

/// <summary>How long each kind of answer is believed and kept: docs/decisions/0010-what-is-kept-and-how-long.md.</summary>
internal sealed class CacheRules(CachingOptions options)
{
    // The records of a checksum database are signed and never change; the tree head inside them only ages.
    private static readonly TimeSpan RecordLifetime = TimeSpan.FromDays(1);

    private const double Jitter = 0.1;

    /// <summary>The largest body worth keeping, in bytes.</summary>
    public long LargestBody => options.LargestResponseMegabytes * 1024L * 1024L;

    /// <summary>Whether an answer to the request never changes.</summary>
    public static bool IsImmutable(GoRequest request) => request.Kind switch
    {
        GoRequestKind.Info or GoRequestKind.Mod or GoRequestKind.Zip => request.HasCanonicalVersion,
        GoRequestKind.ChecksumTile => !request.Tile!.IsPartial,
        _ => false,
    };

    /// <summary>What to keep of a right answer.</summary>
    public CachedResponse Keep(GoRequest request, UpstreamAnswer answer, ReadOnlySequence<byte> body, string cluster, DateTimeOffset asked, long stamp, ChecksumVerdict verdict, string? sha256 = null, LicenseReading? licenses = null)
    {
        var (fresh, kept) = LifetimesOf(request);
        return new CachedResponse
        {
            Status = StatusCodes.Status200OK,
            Body = body,
            ETag = answer.ETag,
            LastModified = answer.LastModified,
            Cluster = cluster,
            Validator = answer.Validator,
            Fetched = asked,
            FreshUntil = asked + fresh,
            KeptUntil = asked + fresh + kept,
            Stamp = stamp,
            ChecksumState = verdict.State,
            Checksum = verdict.Hash,
            Sha256 = sha256,
            Licenses = licenses,
        };
    }

    /// <summary>What to keep of a "not found"; null when it must not be remembered.</summary>
    public CachedResponse? KeepNotFound(FetchResult result, DateTimeOffset asked, long stamp) =>
        result.Status != StatusCodes.Status404NotFound || result.IsPastOutage || options.NotFoundLifetime == TimeSpan.Zero ? null : new CachedResponse
        {
            Status = StatusCodes.Status404NotFound,
            Body = new ReadOnlySequence<byte>(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', FetchWords.Of(result)))),
            Cluster = result.Attempts[^1].Upstream.Name,
            Fetched = asked,
            FreshUntil = asked + options.NotFoundLifetime,
            KeptUntil = asked + options.NotFoundLifetime,
            Stamp = stamp,
        };

    private (TimeSpan Fresh, TimeSpan KeptStale) LifetimesOf(GoRequest request) =>
        IsImmutable(request) ? (options.ImmutableLifetime, TimeSpan.Zero)
        : request.IsChecksum && request.Kind != GoRequestKind.ChecksumLatest ? (RecordLifetime, options.StaleIfError)
        : (Jittered(options.MutableLifetime), options.StaleIfError);

    // Lists that were fetched together must not all be asked for again in the same second.
    private static TimeSpan Jittered(TimeSpan lifetime) => lifetime * (1 - Jitter + (2 * Jitter * Random.Shared.NextDouble()));
}
