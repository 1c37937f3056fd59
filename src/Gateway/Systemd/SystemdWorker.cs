using System.Net.Sockets;
using Gateway.Health;
using Microsoft.Extensions.Hosting.Systemd;

namespace Gateway.Systemd;

/// <summary>Tells systemd when the gateway is ready, when it stops, and in between that it lives.</summary>
/// <remarks>Signs of life come from the thread pool that serves requests: where that is stuck they stay away, and systemd starts the service anew.</remarks>
internal sealed class SystemdWorker(ISystemdNotifier systemd, WatchdogTime watchdog, ProbeWorker probes, IHostApplicationLifetime lifetime, TimeProvider time)
    : BackgroundService
{
    private static readonly ServiceState Alive = new("WATCHDOG=1");
    private static readonly TimeSpan ReadyPeriod = TimeSpan.FromMilliseconds(50);

    /// <summary>Signs are given until the process ends: what is under way is still served while the gateway stops.</summary>
    public override Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = lifetime.ApplicationStopping.Register(() => Tell(ServiceState.Stopping));
        try
        {
            await UntilReadyAsync(stoppingToken);
            Tell(ServiceState.Ready);
            if (watchdog.Period is not { } period)
            {
                // The registration above is what is left to do.
                await Task.Delay(Timeout.InfiniteTimeSpan, time, stoppingToken);
                return;
            }

            using var timer = new PeriodicTimer(period, time);
            do
            {
                Tell(Alive);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway has ended.
        }
    }

    private void Tell(ServiceState state)
    {
        try
        {
            systemd.Notify(state);
        }
        catch (SocketException)
        {
            // systemd starts itself anew now and then, and hears the next sign. Requests have nothing to do with it.
        }
    }

    /// <summary>As <c>/health/ready</c> has it: it listens, and every destination was looked at once.</summary>
    private async Task UntilReadyAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(ReadyPeriod, time);
        while (!lifetime.ApplicationStarted.IsCancellationRequested || !probes.HasLookedRound)
        {
            await timer.WaitForNextTickAsync(stopping);
        }
    }
}
