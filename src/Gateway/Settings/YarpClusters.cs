using System.Text;
using System.Text.Json.Nodes;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Settings;

/// <summary>Reads clusters with YARP's own reader and checks them with YARP's own rules, from a private copy of its section.</summary>
internal static class YarpClusters
{
    private static readonly Lazy<IConfigValidator> Rules = new(() =>
        new ServiceCollection().AddLogging().AddReverseProxy().Services.BuildServiceProvider().GetRequiredService<IConfigValidator>());

    /// <summary>Reads every cluster; one that YARP cannot read is a fault and left out.</summary>
    public static IReadOnlyList<ClusterConfig> Read(ReverseProxySection section, List<string> faults)
    {
        var clusters = new List<ClusterConfig>();
        foreach (var (name, content) in section.Clusters)
        {
            try
            {
                var cluster = ReadOne(name, content);
                // The names of policies are checked with our own among them. These rules are synchronous in fact: they look at names and ranges only.
                var broken = Rules.Value.ValidateClusterAsync(cluster with { LoadBalancingPolicy = null }).AsTask().GetAwaiter().GetResult();
                faults.AddRange(broken.Select(rule => $"ReverseProxy:Clusters:{name}: {rule.Message}"));
                clusters.Add(cluster);
            }
            catch (Exception wrong) when (wrong is FormatException or ArgumentException or InvalidOperationException or OverflowException)
            {
                faults.Add($"ReverseProxy:Clusters:{name}: {wrong.Message}");
            }
        }

        return clusters;
    }

    private static ClusterConfig ReadOne(string name, JsonObject content)
    {
        var copy = new JsonObject { ["Clusters"] = new JsonObject { [name] = content.DeepClone() } };
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(copy.ToJsonString()));
        var configuration = new ConfigurationBuilder().AddJsonStream(stream).Build();
        using var services = new ServiceCollection().AddLogging().AddReverseProxy().LoadFromConfig(configuration).Services.BuildServiceProvider();
        return services.GetRequiredService<IProxyConfigProvider>().GetConfig().Clusters.Single();
    }
}
