using System.Threading.Channels;
using Gateway.Health;
using Gateway.Settings;
using Gateway.Upstreams;
using GoModules;

namespace Gateway.Mirroring;

/// <summary>Asks a cluster that has recovered, at its own rate, for what others served while it was away.</summary>
internal sealed class CatchUp(
    Transitions transitions, MissedArtifacts missed, Failover failover, CurrentSnapshot current, MirrorMetrics metrics, ILogger<CatchUp> logger, TimeProvider time) : BackgroundService
{
    private readonly Channel<string> _recovered = Channel.CreateBounded<string>(new BoundedChannelOptions(1024) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly HashSet<string> _running = new(StringComparer.OrdinalIgnoreCase);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        transitions.Happened += Hear;
        try
        {
            await foreach (var cluster in _recovered.Reader.ReadAllAsync(stoppingToken))
            {
                if (Begins(cluster))
                {
                    _ = RunAsync(cluster, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway stops.
        }
        finally
        {
            transitions.Happened -= Hear;
        }
    }

    private void Hear(Transition transition)
    {
        if (transition is { From: HealthState.Unhealthy or HealthState.Broken or HealthState.Drained, To: HealthState.Unknown or HealthState.Healthy })
        {
            _recovered.Writer.TryWrite(transition.Cluster);
        }
    }

    private bool Begins(string cluster)
    {
        lock (_running)
        {
            return _running.Add(cluster);
        }
    }

    private async Task RunAsync(string cluster, CancellationToken stopping)
    {
        try
        {
            await AskAllAsync(cluster, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The gateway stops.
        }
        catch (Exception unexpected)
        {
            logger.CatchUpFailed(cluster, unexpected);
        }
        finally
        {
            lock (_running)
            {
                _running.Remove(cluster);
            }
        }
    }

    private async Task AskAllAsync(string cluster, CancellationToken stopping)
    {
        if (FindRecovered(cluster) is not { } first || missed.CountOf(cluster) is var count && count == 0)
        {
            return;
        }

        logger.CatchesUp(cluster, count, first.WarmPerSecond);
        var (asked, failed) = (0, new List<GoRequest>());
        while (FindRecovered(cluster) is { } upstream && missed.Take(cluster) is { } request)
        {
            var isServed = await AskAsync(upstream, request, stopping);
            metrics.Warmed(cluster, isServed);
            asked++;
            if (!isServed)
            {
                failed.Add(request);
            }

            await Task.Delay(TimeSpan.FromSeconds(1 / upstream.WarmPerSecond), time, stopping);
        }

        if (FindRecovered(cluster) is null)
        {
            // It went down again, and nobody noticed at once. What fails while it is up is asked for no more.
            failed.ForEach(request => missed.Add(cluster, request));
        }

        logger.CaughtUp(cluster, asked, missed.CountOf(cluster));
    }

    private async Task<bool> AskAsync(Upstream upstream, GoRequest request, CancellationToken stopping)
    {
        var settings = current.Value.Settings;
        // As a request that has nobody else to ask: in its turn, through the breaker, with redirects and checks.
        var chain = new Chain("warm", [upstream], Continuation.Final, Continuation.Final, false, settings.Failover.TotalTimeout);
        var result = await failover.FetchAsync(request, chain, settings, default, null, stopping);
        if (result.Answer is not { } answer)
        {
            return false;
        }

        await using (answer)
        {
            return await IsWholeAsync(answer.Zip, stopping);
        }
    }

    /// <summary>Reads a zip to its end: a cluster that fetches on demand keeps what it has sent whole.</summary>
    private static async Task<bool> IsWholeAsync(ZipBody? zip, CancellationToken stopping)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (zip is not null && await zip.ReadAsync(buffer, stopping) > 0)
            {
                // Nobody wants it but the cluster itself.
            }

            return true;
        }
        catch (BrokenBodyException)
        {
            return false;
        }
    }

    private Upstream? FindRecovered(string cluster) =>
        current.Value.Upstreams.GetValueOrDefault(cluster) is { WarmPerSecond: > 0 } upstream
        && upstream.Destinations.Any(destination => destination.Standing.State is HealthState.Healthy or HealthState.Unknown && !destination.IsDown) ? upstream : null;
}
