using System.Collections.Concurrent;
using BenchmarkDotNet.Attributes;
using Gateway.Bench.Traces;
using Gateway.Caching;
using Microsoft.Extensions.Caching.Hybrid;

namespace Gateway.Bench.MemoryHits;

/// <summary>A hit inside the cache: the look-up of <see cref="KeptResponses"/> without what comes before and after it.</summary>
public class HitBenchmarks
{
    private const int Mask = (1 << 16) - 1;

    private static readonly HybridCacheEntryOptions LookUp = new() { Flags = HybridCacheEntryFlags.DisableUnderlyingData };
    private static readonly Func<object?, CancellationToken, ValueTask<CachedResponse?>> Nothing = static (_, _) => default;

    private string[] _asked = [];
    private ServiceProvider? _services;
    private MemoryTier? _memory;
    private HybridCache? _cache;
    private ConcurrentDictionary<string, object> _bare = new();
    private int _turn;

    /// <summary>How many answers are kept, to be asked for by Zipf 1.0; a hundred thousand do not fit into the processor's caches.</summary>
    [Params(1_000, 100_000)]
    public int Entries { get; set; }

    /// <summary>Whether something else was purged since: then the tags of every answer are looked at.</summary>
    [Params(false, true)]
    public bool IsPurged { get; set; }

    [GlobalSetup]
    public async Task KeepAsync()
    {
        _services = CacheAlone.Build();
        _memory = _services.GetRequiredService<MemoryTier>();
        _cache = _services.GetRequiredService<HybridCache>();
        var keys = await CacheAlone.FillAsync(_cache, Entries);
        _bare = new(keys.Select(key => KeyValuePair.Create(key, new object())));
        if (IsPurged)
        {
            await _cache.RemoveByTagAsync("module:example.org/other");
        }

        // Strings of their own, as requests bring them, and asked for as often as requests do.
        var copies = keys.Select(key => new string(key.AsSpan())).ToList();
        var (random, popularity) = (new TraceRandom(1), new Zipf(Entries, 1.0));
        _asked = [.. Enumerable.Range(0, Mask + 1).Select(_ => copies[popularity.Next(random)])];
    }

    /// <summary>What no cache with lifetimes can do without: one look at a table, one at the clock.</summary>
    [Benchmark]
    public bool Bare() => _bare.TryGetValue(_asked[_turn++ & Mask], out _) & TimeProvider.System.GetUtcNow() < DateTimeOffset.MaxValue;

    [GlobalCleanup]
    public void Forget() => _services!.Dispose();

    [Benchmark]
    public object? Find() => _memory!.Find(_asked[_turn++ & Mask]);

    [Benchmark]
    public object? GetOrCreate()
    {
        var found = _cache!.GetOrCreateAsync(_asked[_turn++ & Mask], (object?)null, Nothing, LookUp);
        return found.IsCompletedSuccessfully ? found.Result : throw new InvalidOperationException("A hit was waited for.");
    }
}
