namespace Gateway.Caching;

/// <summary>Says whom the writer of a body that is not held whole waits for: the slowest of its readers, for as long as that is fair.</summary>
/// <remarks>
/// A reader is timed from the moment the writer first waits for it until it has caught up. It is let go when it was slower than the
/// measure and another one has nothing to read because of it: a reader that is alone, or with others as slow, never is. One that the
/// gateway itself holds back is let go at once then: it goes on by itself, at the pace it has anyway.
/// docs/decisions/0012-who-paces-a-shared-body.md. Not thread-safe.
/// </remarks>
internal sealed class BodyPace(TimeProvider time)
{
    /// <summary>How far the writer runs ahead of the slowest of several readers, in bytes.</summary>
    public const int WindowBytes = 1024 * 1024;

    private readonly HashSet<BodyReader> _readers = [];

    /// <summary>Whether nobody reads, those let go included.</summary>
    public bool IsEmpty => _readers.Count == 0;

    /// <summary>Whether one reads and nobody else.</summary>
    public bool IsAlone => _readers.Count == 1;

    /// <summary>The position of the slowest reader that is waited for; 0 when there is none.</summary>
    public long Slowest
    {
        get
        {
            var slowest = long.MaxValue;
            foreach (var reader in _readers)
            {
                slowest = reader.IsLetGo ? slowest : Math.Min(slowest, reader.Position);
            }

            return slowest == long.MaxValue ? 0 : slowest;
        }
    }

    public void Add(BodyReader reader) => _readers.Add(reader);

    public void Remove(BodyReader reader) => _readers.Remove(reader);

    /// <summary>Takes note that a reader moved on and says whether the writer should look again.</summary>
    /// <param name="reader">Who moved.</param>
    /// <param name="before">Where it was.</param>
    /// <param name="written">How many bytes are written.</param>
    /// <param name="aheadOfOne">How many of them a reader may lack who is alone.</param>
    public bool Moved(BodyReader reader, long before, long written, long aheadOfOne)
    {
        var window = WindowFor(aheadOfOne);
        var (isAtEnd, wasInTheWay) = (reader.Position == written, written - before >= window);
        if (isAtEnd)
        {
            reader.Timed = null;
        }

        // It still has what it reads, so nobody lost anything; what it was slow at before still counts.
        reader.IsLetGo = false;
        return isAtEnd || (wasInTheWay && written - reader.Position < window);
    }

    /// <summary>Judges the readers that are in the writer's way, and lets go of whoever must not be waited for.</summary>
    /// <param name="written">How many bytes are written.</param>
    /// <param name="aheadOfOne">How many of them a reader may lack who is alone.</param>
    /// <param name="measure">How slow a reader may be.</param>
    /// <returns>How long the writer waits before it asks again, unless somebody moves; null when it need not wait.</returns>
    public TimeSpan? Wait(long written, long aheadOfOne, PaceMeasure measure)
    {
        var window = WindowFor(aheadOfOne);
        var now = time.GetTimestamp();
        var isSomebodyHeldUp = _readers.Any(reader => reader.Position == written);
        TimeSpan? wait = null;
        foreach (var reader in _readers.Where(reader => !reader.IsLetGo && written - reader.Position >= window))
        {
            var (since, from) = reader.Timed ??= (now, reader.Position);
            var watched = time.GetElapsedTime(since, now);
            if (watched >= measure.Patience && reader.Position - from >= watched.TotalSeconds * measure.BytesPerSecond)
            {
                reader.Timed = (now, reader.Position);
                watched = TimeSpan.Zero;
            }

            reader.IsLetGo = isSomebodyHeldUp && (watched >= measure.Patience || reader.IsHeldBack);
            if (!reader.IsLetGo)
            {
                // Who is judged already is let go as soon as somebody is held up, which is told by his moving.
                wait = Sooner(wait, watched < measure.Patience ? measure.Patience - watched : Timeout.InfiniteTimeSpan);
            }
        }

        return wait ?? (written - Slowest >= window ? Timeout.InfiniteTimeSpan : null);
    }

    private long WindowFor(long aheadOfOne) => IsAlone ? aheadOfOne : WindowBytes;

    private static TimeSpan Sooner(TimeSpan? one, TimeSpan other) =>
        one is not { } wait || wait == Timeout.InfiniteTimeSpan ? other : other == Timeout.InfiniteTimeSpan || wait < other ? wait : other;
}
