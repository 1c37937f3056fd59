namespace Gateway.Caching;

/// <summary>What the memory tier holds under one key. Immutable: every caller gets the same instance.</summary>
/// <param name="Value">The value; an immutable object.</param>
/// <param name="Cost">Bytes of the value; the tier adds the key and its own overhead.</param>
/// <param name="Stamp">The purge counter as it was read before the value was fetched.</param>
/// <param name="Tags">What purges it.</param>
/// <param name="Expires">When it stops being kept.</param>
internal sealed record MemoryEntry(object? Value, long Cost, long Stamp, string[] Tags, DateTimeOffset Expires);
