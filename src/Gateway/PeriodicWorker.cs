namespace Gateway;

/// <summary>Looks at something when the gateway starts and once a period from then on; a look that takes longer than that delays the next.</summary>
internal abstract class PeriodicWorker(TimeSpan period, TimeProvider time) : BackgroundService
{
    protected TimeProvider Time { get; } = time;

    /// <summary>Looks once. What it throws ends the gateway.</summary>
    public abstract void Look();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(period, Time);
        try
        {
            do
            {
                Look();
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // After a start that failed the host does not expect this, and would call the cancellation a crash.
        }
    }
}
