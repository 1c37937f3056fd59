namespace Gateway.Auditing;

/// <summary>Compresses the files that were put away and removes the old ones, apart from the writing.</summary>
internal sealed class AuditTidier(AuditingOptions options, ILogger<AuditTidier> logger, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        var isTold = false;
        try
        {
            do
            {
                try
                {
                    await AuditArchive.TidyAsync(Path.GetFullPath(options.File), options.Compress, options.RetainDays, time.GetUtcNow(), stoppingToken);
                    isTold = false;
                }
                catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
                {
                    if (!isTold)
                    {
                        logger.AuditNotTidied(options.File, failed.Message);
                        isTold = true;
                    }
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was half compressed is compressed at the next start.
        }
    }
}
