namespace Gateway.Caching;

/// <summary>One client's place in a <see cref="SharedBody"/>.</summary>
internal sealed class BodyReader(SharedBody body) : IDisposable
{
    private long _position;

    /// <summary>Bytes read so far.</summary>
    public long Position => Volatile.Read(ref _position);

    /// <summary>The next bytes as soon as there are some; empty at the end; null when the reader has fallen behind what is held.</summary>
    /// <exception cref="Upstreams.BrokenBodyException">The body broke.</exception>
    public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellation) => body.ReadAtAsync(_position, cancellation);

    /// <summary>Moves on past bytes that were read.</summary>
    public void Advance(int count)
    {
        Volatile.Write(ref _position, _position + count);
        body.Moved();
    }

    public void Dispose() => body.Leave(this);
}
