using Gateway.Settings;
using GoModules;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Mirroring;

/// <summary>All mirrors, from the start of the gateway to its end.</summary>
internal sealed class Mirrors : IHostedService, IDisposable
{
    private readonly Mirror[] _all;
    private readonly Mirror[] _early;
    private readonly Mirror[] _late;

    public Mirrors(
        IReadOnlyDictionary<string, MirrorOptions> mirrors, CurrentSnapshot current, IForwarderHttpClientFactory clients, MirrorMetrics metrics, ILogger<Mirrors> logger, TimeProvider time)
    {
        _all = [.. mirrors.OrderBy(mirror => mirror.Key, StringComparer.Ordinal).Select(mirror =>
        {
            var (name, options) = mirror;
            var differences = new MirrorDifferences(name, metrics, logger, time);
            return new Mirror(name, options, current, new MirrorSender(name, options, clients, differences), differences, metrics, logger, time);
        })];
        _early = [.. _all.Where(mirror => mirror.Options.When == MirrorMoment.Request)];
        _late = [.. _all.Where(mirror => mirror.Options.When == MirrorMoment.Outcome)];
        metrics.Observe(_all);
    }

    public IReadOnlyList<Mirror> All => _all;

    /// <summary>Whether somebody wants copies before the outcome is known.</summary>
    public bool HaveEarly => _early.Length > 0;

    /// <summary>Offers a request to those that want it now; it is described only when there is one.</summary>
    public void Offer(MirrorMoment moment, GoRequest request, string requestId, Func<MirrorCopy> describe)
    {
        MirrorCopy? copy = null;
        foreach (var mirror in moment == MirrorMoment.Request ? _early : _late)
        {
            if (mirror.Wants(request, requestId) && mirror.MayTake(request))
            {
                mirror.Offer(copy ??= describe());
            }
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // The workers are nobody's request.
        using var none = ExecutionContext.SuppressFlow();
        Array.ForEach(_all, static mirror => mirror.Start());
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(_all.Select(mirror => mirror.EndAsync(cancellationToken)));

    public void Dispose() => Array.ForEach(_all, static mirror => mirror.Dispose());
}
