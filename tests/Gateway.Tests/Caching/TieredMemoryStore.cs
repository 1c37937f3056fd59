using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Distributed;

namespace Gateway.Tests.Caching;

/// <summary>A shared tier in this process, with faults at the test's will.</summary>
internal sealed class TieredMemoryStore(TimeProvider time) : IBufferDistributedCache
{
    private readonly ConcurrentDictionary<string, (byte[] Bytes, DateTimeOffset Until)> _values = new();

    /// <summary>What every call does first, for instance throw.</summary>
    public Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

    public int Reads { get; private set; }

    public ICollection<string> Keys => _values.Keys;

    public byte[] this[string key]
    {
        get => _values[key].Bytes;
        set => _values[key] = (value, DateTimeOffset.MaxValue);
    }

    public void Clear() => _values.Clear();

    public async ValueTask<bool> TryGetAsync(string key, IBufferWriter<byte> destination, CancellationToken token = default)
    {
        Reads++;
        await Before("get").WaitAsync(token);
        if (!_values.TryGetValue(key, out var value) || value.Until <= time.GetUtcNow())
        {
            return false;
        }

        destination.Write(value.Bytes);
        return true;
    }

    public async ValueTask SetAsync(string key, ReadOnlySequence<byte> value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        await Before("set").WaitAsync(token);
        _values[key] = (value.ToArray(), time.GetUtcNow() + options.AbsoluteExpirationRelativeToNow!.Value);
    }

    public async Task RemoveAsync(string key, CancellationToken token = default)
    {
        await Before("remove").WaitAsync(token);
        _values.TryRemove(key, out _);
    }

    public byte[]? Get(string key) => throw new NotSupportedException();

    public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => throw new NotSupportedException();

    public void Refresh(string key) => throw new NotSupportedException();

    public Task RefreshAsync(string key, CancellationToken token = default) => throw new NotSupportedException();

    public void Remove(string key) => throw new NotSupportedException();

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw new NotSupportedException();

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) => throw new NotSupportedException();

    public bool TryGet(string key, IBufferWriter<byte> destination) => throw new NotSupportedException();

    public void Set(string key, ReadOnlySequence<byte> value, DistributedCacheEntryOptions options) => throw new NotSupportedException();
}
