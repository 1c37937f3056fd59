#pragma warning disable
using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Hybrid;
namespace Gateway.Caching;
internal sealed class PurgeStamps { public long Now => 0; }
internal sealed class TemporaryCache(TimeProvider time) : HybridCache {
  private readonly ConcurrentDictionary<string,(object V, DateTimeOffset E)> _d = new();
  public override ValueTask<T> GetOrCreateAsync<TState,T>(string key, TState state, Func<TState,CancellationToken,ValueTask<T>> f, HybridCacheEntryOptions? o=null, IEnumerable<string>? tags=null, CancellationToken c=default) => _d.TryGetValue(key, out var v) && v.E > time.GetUtcNow() ? new((T)v.V) : new(default(T)!);
  public override ValueTask SetAsync<T>(string key, T value, HybridCacheEntryOptions? o=null, IEnumerable<string>? tags=null, CancellationToken c=default) { _d[key]=(value!, time.GetUtcNow()+o!.Expiration!.Value); return default; }
  public override ValueTask RemoveAsync(string key, CancellationToken c=default) { _d.TryRemove(key, out _); return default; }
  public override ValueTask RemoveByTagAsync(string tag, CancellationToken c=default) => default;
}
