using System.Collections.Concurrent;
using Gateway.Settings;

namespace Gateway.Health;

/// <summary>Sees to it that every destination of the settings in force is probed, each by a loop of its own.</summary>
internal sealed class ProbeWorker(CurrentSnapshot current, LivenessProbe liveness, ModuleProbe modules, HealthMetrics metrics, ILogger<ProbeWorker> logger) : BackgroundService
{
    private static readonly TimeSpan LongestFirstRound = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<Standing, DestinationProber> _probers = new();
    private volatile bool _hasLookedRound;

    /// <summary>Whether every destination was looked at once, or had its time.</summary>
    public bool HasLookedRound => _hasLookedRound;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var replaced = new SemaphoreSlim(0);
        void Again() => replaced.Release();
        current.Replaced += Again;
        try
        {
            Begin(stoppingToken);
            await Task.WhenAny(Task.WhenAll(_probers.Values.Select(prober => prober.First)), Task.Delay(LongestFirstRound, stoppingToken));
            _hasLookedRound = true;
            while (true)
            {
                await replaced.WaitAsync(stoppingToken);
                Begin(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway stops.
        }
        finally
        {
            current.Replaced -= Again;
        }
    }

    private void Begin(CancellationToken stopping)
    {
        var snapshot = current.Value;
        foreach (var destination in snapshot.Upstreams.Values.SelectMany(upstream => upstream.Destinations).Where(_ => snapshot.Settings.Health.Probes))
        {
            var prober = new DestinationProber(destination.Standing, liveness, modules, current, metrics);
            if (_probers.TryAdd(destination.Standing, prober))
            {
                _ = RunAsync(destination.Standing, prober, stopping);
            }
        }
    }

    private async Task RunAsync(Standing standing, DestinationProber prober, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await prober.RunAsync(stopping);
                break;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception unexpected)
            {
                logger.ProbingFailed(standing.Cluster, standing.Name, unexpected);
                await Task.Delay(PauseAfterFault, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        _probers.TryRemove(new(standing, prober));
    }
}
