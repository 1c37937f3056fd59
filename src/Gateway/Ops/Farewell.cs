using Gateway.Settings;
using Microsoft.Extensions.Options;

namespace Gateway.Ops;

/// <summary>Ends this instance in order: unready first, then no new connections, then until everything under way is through or its time is over.</summary>
internal sealed class Farewell : IHostedLifecycleService
{
    private readonly CurrentSnapshot _current;
    private readonly HostOptions _host;
    private readonly TimeProvider _time;
    private volatile bool _hasBegun;

    public Farewell(CurrentSnapshot current, IHostApplicationLifetime lifetime, IOptions<HostOptions> host, TimeProvider time)
    {
        _current = current;
        _time = time;
        _host = host.Value;
        lifetime.ApplicationStopping.Register(() => _hasBegun = true);
    }

    /// <summary>Whether requests should go elsewhere from now on.</summary>
    public bool HasBegun => _hasBegun;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _current.Replaced += Follow;
        Follow();
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Still takes requests until every balancer has seen that this instance is unready.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _hasBegun = true;
        await Task.Delay(Options.DrainDelay, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The host reads its bound when it is told to stop; a reload may have changed ours.</summary>
    private void Follow() => _host.ShutdownTimeout = Options.DrainDelay + Options.DrainTimeout;

    private InstanceOptions Options => _current.Value.Settings.Gateway;
}
