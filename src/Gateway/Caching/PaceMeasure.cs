namespace Gateway.Caching;

/// <summary>How slow a reader may be before the others no longer wait for it.</summary>
/// <param name="Patience">How long it is watched before it is judged.</param>
/// <param name="BytesPerSecond">What it must have read in that time.</param>
internal sealed record PaceMeasure(TimeSpan Patience, long BytesPerSecond)
{
    /// <summary>Where a reader that is let go can go on by itself: it costs the cluster a request and nobody a download.</summary>
    public static readonly PaceMeasure Brisk = new(TimeSpan.FromSeconds(1), 1024 * 1024);

    /// <summary>Where a reader that is let go is cut off.</summary>
    public static readonly PaceMeasure Lenient = new(TimeSpan.FromSeconds(5), 128 * 1024);
}
