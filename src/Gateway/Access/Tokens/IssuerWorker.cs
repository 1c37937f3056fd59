using Gateway.Settings;

namespace Gateway.Access.Tokens;

/// <summary>Keeps the keys of all issuers fresh. Nothing waits for it: the gateway starts without any issuer.</summary>
internal sealed class IssuerWorker(TokenIssuers issuers, CurrentSnapshot current, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            do
            {
                foreach (var issuer in issuers.Of(current.Value.Tokens).Values)
                {
                    issuer.AskIfDue();
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway stops.
        }
    }
}
