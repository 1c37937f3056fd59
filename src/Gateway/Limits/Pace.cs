namespace Gateway.Limits;

/// <summary>Holds the bytes of one body back to what its caller may have a second, together with those of his other answers and uploads.</summary>
internal sealed class Pace(Rate rate, double bytesPerSecond, WaitingRoom room, CancellationToken gone)
{
    // Larger ones would make the other answers of the caller wait long for one.
    public const int LargestPiece = 64 * 1024;

    /// <summary>Waits until so many bytes may pass.</summary>
    public ValueTask WaitAsync(long bytes, CancellationToken cancellation)
    {
        var (wait, _) = rate.Take(bytes, bytesPerSecond, room.Now, double.MaxValue);
        return wait <= 0 ? ValueTask.CompletedTask : DelayAsync(wait, cancellation);
    }

    private async ValueTask DelayAsync(double seconds, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(gone, cancellation);
        await room.DelayAsync(seconds, either.Token);
    }
}
