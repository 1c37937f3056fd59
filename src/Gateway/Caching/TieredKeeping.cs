namespace Gateway.Caching;

/// <summary>A value made ready for the tiers.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Value">What callers share: the value, or its bytes.</param>
/// <param name="Buffer">The frame as far as its payload; null when nobody needs the bytes.</param>
/// <param name="PayloadStart">Where the payload begins in the buffer.</param>
internal sealed record TieredKeeping(string Key, object? Value, FrameBuffer? Buffer, int PayloadStart) : IDisposable
{
    /// <summary>What memory keeps; null: nothing.</summary>
    public MemoryEntry? Entry { get; init; }

    /// <summary>How long the shared tier keeps it; null: it does not.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>Too large for a tier that it was meant for: what was under the key before is not left there.</summary>
    public bool IsTooLargeForMemory { get; init; }

    /// <inheritdoc cref="IsTooLargeForMemory"/>
    public bool IsTooLargeToShare { get; init; }

    public void Dispose() => Buffer?.Dispose();
}
