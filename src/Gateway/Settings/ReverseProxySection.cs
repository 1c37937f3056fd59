using System.Text.Json.Nodes;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Settings;

/// <summary>YARP's section; YARP's own reader turns it into clusters (<see cref="YarpClusters"/>) and routes (<see cref="YarpRoutes"/>).</summary>
internal sealed class ReverseProxySection
{
    /// <summary>The clusters as written, by name, in YARP's schema.</summary>
    [YarpSchema(typeof(ClusterConfig))]
    public IReadOnlyDictionary<string, JsonObject> Clusters { get; init; } = new Dictionary<string, JsonObject>();

    /// <summary>What is not a Go request and goes through all the same, in YARP's schema.</summary>
    [YarpSchema(typeof(RouteConfig))]
    public IReadOnlyDictionary<string, JsonObject> Routes { get; init; } = new Dictionary<string, JsonObject>();
}
