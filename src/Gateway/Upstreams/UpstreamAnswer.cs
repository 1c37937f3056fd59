namespace Gateway.Upstreams;

/// <summary>An answer that was found right as far as it can be known before it is sent.</summary>
/// <remarks>The owner disposes it; until then a connection may be held.</remarks>
internal sealed class UpstreamAnswer : IAsyncDisposable
{
    /// <summary>The whole body, for everything but zips; they are read and checked before the first byte is sent.</summary>
    public ReadOnlyMemory<byte>? Whole { get; init; }

    /// <summary>The body of a zip, which is sent while it arrives.</summary>
    public ZipBody? Zip { get; init; }

    /// <summary>Bytes of the body; null when the cluster did not announce it.</summary>
    public long? Length => Whole?.Length ?? Zip!.Length;

    /// <summary>The strong validator to give to clients, with quotes; null when there is none.</summary>
    public string? ETag { get; init; }

    /// <summary>The cluster's own strong validator, to ask it later whether the answer has changed; null when there is none.</summary>
    public string? Validator { get; init; }

    /// <summary>When the cluster last changed it; null when it did not say.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>What counts the request as in flight until its body is through.</summary>
    public IDisposable? InFlight { get; set; }

    /// <summary>The body is through: whoever gave it may be asked for the next one, however long this one is looked at.</summary>
    public void Arrived()
    {
        InFlight?.Dispose();
        InFlight = null;
    }

    public ValueTask DisposeAsync()
    {
        Arrived();
        return Zip?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
