namespace Gateway.Caching;

/// <summary>One kept answer as it lies in the shared tier.</summary>
/// <param name="Stamp">The purge counter as it was read before the value was fetched.</param>
/// <param name="Lifetime">How long it was to be kept when it was written.</param>
/// <param name="Written">When it was written, by the writer's clock: for people, never compared where the tier knows better.</param>
/// <param name="Tags">What purges it.</param>
/// <param name="IsNull">Whether the value is null; the payload is empty then.</param>
/// <param name="Payload">The serialized value, in memory that lives as long as its buffer.</param>
internal readonly record struct Frame(
    long Stamp, TimeSpan Lifetime, DateTimeOffset Written, string[] Tags, bool IsNull, ReadOnlyMemory<byte> Payload);
