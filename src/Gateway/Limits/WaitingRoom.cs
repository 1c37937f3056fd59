namespace Gateway.Limits;

/// <summary>Lets requests wait for their turn, all together no more than a bound.</summary>
internal sealed class WaitingRoom(LimitsMetrics metrics, TimeProvider time)
{
    private int _waiting;

    /// <summary>Seconds of the clock.</summary>
    public double Now => time.GetTimestamp() / (double)time.TimestampFrequency;

    /// <summary>Waits until a turn comes whose time is known; false when there is no room to wait.</summary>
    /// <exception cref="OperationCanceledException">The client has gone away.</exception>
    public ValueTask<bool> WaitAsync(string limit, double seconds, LimitsOptions limits, CancellationToken cancellation) =>
        seconds <= 0 ? ValueTask.FromResult(true) : WaitAsync(limit, limits, async () =>
        {
            await DelayAsync(seconds, cancellation);
            return true;
        });

    /// <summary>Waits for one of so many places; false when there is no room to wait or it took too long.</summary>
    /// <exception cref="OperationCanceledException">The client has gone away.</exception>
    public ValueTask<bool> EnterAsync(string limit, Line line, int places, double longest, LimitsOptions limits, CancellationToken cancellation) =>
        line.TryEnter(places) ? ValueTask.FromResult(true)
        : longest <= 0 ? ValueTask.FromResult(false)
        : WaitAsync(limit, limits, () => line.EnterAsync(places, TimeSpan.FromSeconds(longest), time, cancellation));

    /// <summary>Waits, and takes no room.</summary>
    public Task DelayAsync(double seconds, CancellationToken cancellation) => Task.Delay(TimeSpan.FromSeconds(seconds), time, cancellation);

    private async ValueTask<bool> WaitAsync(string limit, LimitsOptions limits, Func<ValueTask<bool>> waitAsync)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > limits.MostWaiting)
            {
                return false;
            }

            metrics.Waited(limit);
            return await waitAsync();
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
