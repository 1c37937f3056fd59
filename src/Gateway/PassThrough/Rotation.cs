using Gateway.Health;
using Gateway.Settings;
using Gateway.Upstreams;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Model;

namespace Gateway.PassThrough;

/// <summary>A step of YARP's pipeline: of a cluster's destinations only those that are in rotation; when none is, those that nobody took out.</summary>
internal static class Rotation
{
    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var proxy = context.GetReverseProxyFeature();
        var cluster = context.Features.GetRequiredFeature<Snapshot>().Upstreams.GetValueOrDefault(proxy.Cluster.Config.ClusterId);
        var standing = cluster?.Destinations.ToDictionary(destination => destination.State) ?? [];
        // One that the snapshot does not know was named a moment ago.
        proxy.AvailableDestinations = Best([.. proxy.AllDestinations], state => standing.GetValueOrDefault(state));
        return next(context);
    }

    /// <summary>The destination that was asked failed: a probe should look now.</summary>
    public static void Suspect(HttpContext context)
    {
        var proxy = context.GetReverseProxyFeature();
        var cluster = context.Features.GetRequiredFeature<Snapshot>().Upstreams.GetValueOrDefault(proxy.Cluster.Config.ClusterId);
        cluster?.Destinations.FirstOrDefault(destination => destination.State == proxy.ProxiedDestination)?.Standing.Suspect();
    }

    private static List<DestinationState> Best(List<DestinationState> all, Func<DestinationState, Destination?> known)
    {
        var left = all.FindAll(state => known(state) is not { } one || (one.Standing.State != HealthState.Drained && !one.IsDown));
        var healthy = left.FindAll(state => known(state)?.Standing.IsInRotation ?? true);
        var proper = healthy.FindAll(state => known(state)?.IsBackup != true);
        return proper.Count > 0 ? proper : healthy.Count > 0 ? healthy : left;
    }
}
