using Gateway.Settings;

namespace Gateway.Discovery;

/// <summary>Sees to it that every source of the settings in force is followed, each by a loop of its own.</summary>
internal sealed class DiscoveryWorker(SnapshotPublisher publisher, CurrentSnapshot current, DiscoveryMetrics metrics, TimeProvider time, ILogger<DestinationWatch> logger) : BackgroundService
{
    private readonly Dictionary<string, (DiscoveryPlan Plan, CancellationTokenSource End)> _watches = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Task> _running = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var replaced = new SemaphoreSlim(1);
        void Again() => replaced.Release();
        current.Replaced += Again;
        try
        {
            while (true)
            {
                await replaced.WaitAsync(stoppingToken);
                Follow([.. DiscoveryPlan.Of(publisher.Reading)], stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway stops.
        }
        finally
        {
            current.Replaced -= Again;
            Follow([], stoppingToken);
            await Task.WhenAll(_running);
        }
    }

    private void Follow(IReadOnlyList<DiscoveryPlan> plans, CancellationToken stopping)
    {
        _running.RemoveAll(task => task.IsCompleted);
        foreach (var (cluster, (plan, end)) in _watches.Where(watch => !plans.Any(watch.Value.Plan.IsSameAs)).ToList())
        {
            _watches.Remove(cluster);
            end.Cancel();
            end.Dispose();
        }

        foreach (var plan in plans.Where(plan => !_watches.ContainsKey(plan.Cluster)))
        {
            var end = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            _watches.Add(plan.Cluster, (plan, end));
            _running.Add(new DestinationWatch(plan, publisher, metrics, time, logger).RunAsync(end.Token));
        }
    }
}
