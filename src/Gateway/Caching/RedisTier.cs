using System.Buffers;
using System.Diagnostics;
using Gateway.Telemetry;
using Microsoft.Extensions.Caching.Distributed;
using StackExchange.Redis;

namespace Gateway.Caching;

/// <summary>The tier that several gateways share. It answers within the budget or not at all, and never throws for what Redis does.</summary>
internal sealed class RedisTier(RedisLink link, RedisNames names, RedisOptions options, RedisMetrics metrics, TimeProvider time) : IBufferDistributedCache
{
    // What a frame adds to its payload at the most: a key and tags of the longest kind.
    private const long FrameOverhead = 256 << 10;

    // Of a value that names none; nothing in Redis lives for ever.
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromDays(1);

    // What is no value that we would read counts as nothing, as it does to who reads. KEYS the key; ARGV the end of what is to be replaced, the value, milliseconds, the largest value
    private const string ReplaceScript = """
        local length = redis.pcall('STRLEN', KEYS[1])
        local last = ''
        if type(length) == 'number' and length <= tonumber(ARGV[4]) then last = redis.call('GETRANGE', KEYS[1], -32, -1) end
        if last ~= ARGV[1] then return 0 end
        redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
        return 1
        """;

    private readonly long _largest = ((long)options.LargestValueMegabytes << 20) + FrameOverhead;

    public async ValueTask<bool> TryGetAsync(string key, IBufferWriter<byte> destination, CancellationToken token = default)
    {
        if (await FindAsync(key, token) is not (var value, var remaining))
        {
            return false;
        }

        if (destination is FrameBuffer frame)
        {
            frame.Remaining = remaining;
        }

        destination.Write(value);
        return true;
    }

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default) => (await FindAsync(key, token))?.Value;

    public async ValueTask SetAsync(string key, ReadOnlySequence<byte> value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        var lifetime = LifetimeOf(options);
        if (value.Length > _largest || lifetime <= TimeSpan.Zero)
        {
            metrics.Called(RedisOperation.Set, RedisOutcome.Skipped);
            return;
        }

        var name = names.Of(key);
        await link.WriteAsync(RedisOperation.Set, value.Length, database => database.StringSetAsync(name, value.ToArray(), lifetime), token);
    }

    public async Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        await SetAsync(key, new ReadOnlySequence<byte>(value), options, token);

    /// <summary>
    /// Writes a value in place of the one that ends with these bytes, <see cref="FrameSwaps.EndBytes"/> or all of a shorter one; without any, in place of none.
    /// False: another one is there. True also when Redis takes none now.
    /// </summary>
    public async ValueTask<bool> TryReplaceAsync(string key, ReadOnlyMemory<byte> end, ReadOnlyMemory<byte> value, TimeSpan lifetime)
    {
        if (value.Length > _largest)
        {
            metrics.Called(RedisOperation.Set, RedisOutcome.Skipped);
            return true;
        }

        object[] arguments = [ReplaceScript, 1, names.Of(key), end.ToArray(), value.ToArray(), (long)lifetime.TotalMilliseconds, _largest];
        var reply = await link.WriteAsync(RedisOperation.Set, value.Length, database => database.ExecuteAsync("EVAL", arguments), CancellationToken.None);
        return !reply.IsDone || (long)reply.Value! == 1;
    }

    public async Task RemoveAsync(string key, CancellationToken token = default)
    {
        var name = names.Of(key);
        await link.WriteAsync(RedisOperation.Remove, 0, database => database.KeyDeleteAsync(name), token);
    }

    /// <summary>Lifetimes do not slide here.</summary>
    public Task RefreshAsync(string key, CancellationToken token = default) => Task.CompletedTask;

    /// <inheritdoc cref="RefreshAsync"/>
    public void Refresh(string key)
    {
    }

    public byte[]? Get(string key) => throw Blocking();

    public bool TryGet(string key, IBufferWriter<byte> destination) => throw Blocking();

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw Blocking();

    public void Set(string key, ReadOnlySequence<byte> value, DistributedCacheEntryOptions options) => throw Blocking();

    public void Remove(string key) => throw Blocking();

    private static NotSupportedException Blocking() => new("Redis is only asked asynchronously: nobody holds a thread while it thinks.");

    private async ValueTask<(byte[] Value, TimeSpan? Remaining)?> FindAsync(string key, CancellationToken cancellation)
    {
        using var span = Spans.Source.StartActivity("redis get", ActivityKind.Client);
        span?.SetTag("db.system.name", "redis").SetTag("db.operation.name", "get");
        var name = names.Of(key);
        var reply = await link.ReadAsync(RedisOperation.Get, database => ReadAsync(database, name), cancellation);
        if (!reply.IsDone)
        {
            span?.SetTag("gateway.outcome", RedisMetrics.Name(reply.Outcome));
            return null;
        }

        var (value, remaining) = reply.Value;
        var isHit = value is { Length: > 0 } && value.Length <= _largest;
        var outcome = isHit ? RedisOutcome.Hit : RedisOutcome.Miss;
        metrics.Called(RedisOperation.Get, outcome);
        span?.SetTag("gateway.outcome", RedisMetrics.Name(outcome));
        return isHit ? (value!, remaining) : null;
    }

    /// <summary>A value and how long Redis will keep it, by its own clock, in one round trip.</summary>
    /// <remarks>Never more than one byte past the bound: another client may have put anything under the key.</remarks>
    private async Task<(byte[]? Value, TimeSpan? Remaining)> ReadAsync(IDatabase database, RedisKey name)
    {
        var remaining = database.KeyTimeToLiveAsync(name);
        var value = database.StringGetRangeAsync(name, 0, _largest);
        await Task.WhenAll(remaining, value);
        return (await value, await remaining);
    }

    private TimeSpan LifetimeOf(DistributedCacheEntryOptions options) =>
        options.AbsoluteExpirationRelativeToNow
        ?? (options.AbsoluteExpiration is { } until ? until - time.GetUtcNow() : options.SlidingExpiration ?? DefaultLifetime);
}
