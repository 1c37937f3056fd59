using Gateway.Settings;
using Gateway.Upstreams;

namespace Gateway.Health;

/// <summary>Probes one destination until the settings know it no more. A destination that hangs delays nobody but itself.</summary>
internal sealed class DestinationProber(Standing standing, LivenessProbe liveness, ModuleProbe modules, CurrentSnapshot current, HealthMetrics metrics)
{
    // Between a probe that contradicts the verdict and the one that decides.
    private static readonly TimeSpan Recheck = TimeSpan.FromMilliseconds(50);

    // Between two deep looks, however much is in doubt: nobody's neighbour is asked more often.
    private static readonly TimeSpan ShortestBreath = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends with the first look.</summary>
    public Task First => _first.Task;

    /// <summary>Probes until the destination is gone. What fails in one kind of look ends both, so that whoever runs them begins both again.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Task[] looks = [RunLivenessAsync(end.Token), RunModulesAsync(end.Token)];
        var ended = await Task.WhenAny(looks);
        await end.CancelAsync();
        await Task.WhenAll(looks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ended;
    }

    private async Task RunLivenessAsync(CancellationToken stopping)
    {
        while (Find() is var (upstream, destination))
        {
            // Who is asked as often as he may be shows by real traffic how he is.
            using (var turn = upstream.Rate.TryTake())
            {
                if (turn is not null)
                {
                    var verdict = await liveness.ProbeAsync(upstream, destination, stopping);
                    metrics.Probed(standing, "liveness", verdict.IsGood);
                    standing.Answered(verdict);
                }
            }

            _first.TrySetResult();
            await standing.WaitForSuspicionAsync(standing.IsInDoubt ? Recheck : Jittered(upstream.Probing.Interval), stopping);
            await Task.Delay(standing.IsInDoubt ? TimeSpan.Zero : Recheck, stopping);
        }
    }

    private async Task RunModulesAsync(CancellationToken stopping)
    {
        while (Find() is var (upstream, destination))
        {
            using (var turn = await upstream.Rate.WaitAsync(standing.Options.ModuleInterval, stopping))
            {
                if (turn is not null)
                {
                    await modules.ProbeAsync(upstream, destination, stopping);
                }
            }

            await WaitForNextModuleAsync(upstream, stopping);
        }
    }

    /// <summary>Where a connection shows little, requests that were waited for in vain have the deep look come at once.</summary>
    private async Task WaitForNextModuleAsync(Upstream upstream, CancellationToken stopping)
    {
        var interval = Jittered(standing.Options.ModuleInterval);
        if (!upstream.Probing.OnlyConnects)
        {
            await Task.Delay(interval, stopping);
            return;
        }

        await Task.Delay(ShortestBreath, stopping);
        if (!standing.IsSpeakingInDoubt)
        {
            await standing.WaitForDoubtAsync(interval, stopping);
        }
    }

    /// <summary>The destination as the settings in force have it: its credentials may have changed.</summary>
    private (Upstream, Destination)? Find() =>
        current.Value.Upstreams.GetValueOrDefault(standing.Cluster) is { } upstream
        && upstream.Destinations.FirstOrDefault(destination => destination.Standing == standing) is { } destination
            ? (upstream, destination)
            : null;

    // Many gateways started together must not ask together.
    private static TimeSpan Jittered(TimeSpan interval) => interval * (0.9 + (0.2 * Random.Shared.NextDouble()));
}
