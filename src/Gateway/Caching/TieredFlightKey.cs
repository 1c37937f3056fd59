using Microsoft.Extensions.Caching.Hybrid;

namespace Gateway.Caching;

/// <summary>What callers must have in common to wait for the same flight. With the stamp: who comes after a purge waits for no flight from before it.</summary>
internal readonly record struct TieredFlightKey(string Key, HybridCacheEntryFlags Flags, Type Type, long Stamp);
