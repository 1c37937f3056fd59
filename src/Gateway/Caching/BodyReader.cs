namespace Gateway.Caching;

/// <summary>One client's place in a <see cref="SharedBody"/>.</summary>
internal sealed class BodyReader(SharedBody body) : IDisposable
{
    private long _position;

    /// <summary>Bytes read so far.</summary>
    public long Position => Volatile.Read(ref _position);

    /// <summary>When and where the writer began to wait for it; null while nobody does. <see cref="BodyPace"/>'s own.</summary>
    public (long Since, long From)? Timed { get; set; }

    /// <summary>Whether the writer no longer waits for it. <see cref="BodyPace"/>'s own.</summary>
    public bool IsLetGo { get; set; }

    /// <summary>Whether its bytes are held back on their way out: nobody else's download may be slower for it.</summary>
    public bool IsHeldBack { get; set; }

    /// <summary>The next bytes as soon as there are some; empty at the end; null when the reader has fallen behind what is held.</summary>
    /// <exception cref="Upstreams.BrokenBodyException">The body broke.</exception>
    public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellation) => body.ReadAtAsync(_position, cancellation);

    /// <summary>Moves on past bytes that were read.</summary>
    public void Advance(int count)
    {
        var before = _position;
        Volatile.Write(ref _position, before + count);
        body.Moved(this, before);
    }

    public void Dispose() => body.Leave(this);
}
