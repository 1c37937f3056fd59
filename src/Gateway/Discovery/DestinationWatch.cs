using System.Text.Json;
using Gateway.Settings;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Discovery;

/// <summary>Follows the source of one cluster and publishes what it names. While the source is away, what it named last holds.</summary>
internal sealed class DestinationWatch(DiscoveryPlan plan, SnapshotPublisher publisher, DiscoveryMetrics metrics, TimeProvider time, ILogger<DestinationWatch> logger)
{
    // A source that rings without end must not keep us busy with it.
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private Dictionary<string, DestinationConfig>? _published;
    private string _complaints = "";
    private TimeSpan _pause = ShortestPause;
    private bool _isAway;

    /// <summary>Follows it until the end.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using IDestinationSource source = plan.Options.Source switch
        {
            DiscoverySource.Etcd => new EtcdSource(plan),
            DiscoverySource.Consul => new ConsulSource(plan),
            _ => new DnsSource(plan, time),
        };
        while (!cancellation.IsCancellationRequested)
        {
            var pause = await TakeNextAsync(source, cancellation) ? Breath : NextPause();
            await Task.Delay(pause, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> TakeNextAsync(IDestinationSource source, CancellationToken cancellation)
    {
        try
        {
            var named = await source.NextAsync(cancellation);
            Answers();
            await TakeAsync(named, cancellation);
            return true;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return true;
        }
        catch (Exception away) when (away is HttpRequestException or IOException or JsonException or OperationCanceledException)
        {
            IsAway(away is OperationCanceledException ? "it did not answer in time" : away.Message);
            return false;
        }
        catch (Exception unexpected)
        {
            logger.DiscoveryFailed(plan.Cluster, unexpected);
            return false;
        }
    }

    private async Task TakeAsync(IReadOnlyList<Named> named, CancellationToken cancellation)
    {
        var destinations = new Dictionary<string, DestinationConfig>(StringComparer.OrdinalIgnoreCase);
        var faults = new List<(string Key, string Words)>();
        foreach (var entry in named)
        {
            if (entry.Fault is { } fault || (fault = destinations.TryAdd(entry.Name, entry.Destination!) ? null : "has the name of another one") is not null)
            {
                faults.Add((entry.Key, fault));
            }
        }

        metrics.Named(plan, destinations.Count);
        Complain(faults, isEmpty: destinations.Count == 0);
        // Nobody at all is more often a mistake than a wish. Who is meant to get nothing is marked as down.
        if (destinations.Count > 0 && !IsPublished(destinations))
        {
            await publisher.PublishAsync(new Finding(plan, destinations), cancellation);
            _published = destinations;
            metrics.Changed(plan);
            logger.Discovered(plan.Cluster, plan.Options.Source, string.Join(", ", destinations.Select(entry => $"{entry.Key} ({entry.Value.Address})")));
        }
    }

    private bool IsPublished(Dictionary<string, DestinationConfig> destinations) =>
        _published?.Count == destinations.Count && destinations.All(entry => _published.TryGetValue(entry.Key, out var known) && known == entry.Value);

    /// <summary>Tells what is wrong, once.</summary>
    private void Complain(List<(string Key, string Words)> faults, bool isEmpty)
    {
        var complaints = string.Join('\n', faults) + isEmpty;
        if (complaints == _complaints)
        {
            return;
        }

        _complaints = complaints;
        metrics.Skipped(plan, faults.Count);
        foreach (var (key, words) in faults)
        {
            logger.Skipped(plan.Cluster, plan.Options.Source, key, words);
        }

        if (isEmpty)
        {
            logger.NamesNobody(plan.Cluster, plan.Options.Source);
        }
    }

    private void Answers()
    {
        metrics.Answered(plan, isUp: true);
        _pause = ShortestPause;
        if (_isAway)
        {
            _isAway = false;
            logger.SourceIsBack(plan.Cluster, plan.Options.Source);
        }
    }

    private void IsAway(string why)
    {
        metrics.Answered(plan, isUp: false);
        if (!_isAway)
        {
            _isAway = true;
            logger.SourceIsAway(plan.Cluster, plan.Options.Source, why);
        }
    }

    private TimeSpan NextPause()
    {
        var pause = _pause;
        _pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        return pause;
    }
}
