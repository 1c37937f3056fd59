using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Model;

namespace Gateway.Settings;

/// <summary>Hears from YARP when clusters were applied or when a destination's name leads elsewhere.</summary>
/// <remarks>Apart from <see cref="SnapshotPublisher"/> because YARP's manager is built with its listeners, and the publisher with the manager.</remarks>
internal sealed class YarpChanges : IConfigChangeListener, IClusterChangeListener
{
    private volatile TaskCompletionSource<IReadOnlyList<IProxyConfig>>? _applied;

    /// <summary>Called when a cluster changes on its own.</summary>
    public Action ClusterChanged { get; set; } = static () => { };

    /// <summary>A task that ends with the next configuration that YARP applies. Ask before the configuration is given to YARP.</summary>
    public Task<IReadOnlyList<IProxyConfig>> NextApplied()
    {
        var applied = new TaskCompletionSource<IReadOnlyList<IProxyConfig>>(TaskCreationOptions.RunContinuationsAsynchronously);
        _applied = applied;
        return applied.Task;
    }

    public void ConfigurationApplied(IReadOnlyList<IProxyConfig> proxyConfigs) => _applied?.TrySetResult(proxyConfigs);

    public void ConfigurationApplyingFailed(IReadOnlyList<IProxyConfig> proxyConfigs, Exception exception) =>
        _applied?.TrySetException(new InvalidOperationException("YARP could not apply the clusters.", exception));

    public void ConfigurationLoaded(IReadOnlyList<IProxyConfig> proxyConfigs)
    {
    }

    public void ConfigurationLoadingFailed(IProxyConfigProvider configProvider, Exception exception)
    {
    }

    public void OnClusterAdded(ClusterState cluster)
    {
    }

    public void OnClusterChanged(ClusterState cluster) => ClusterChanged();

    public void OnClusterRemoved(ClusterState cluster)
    {
    }
}
