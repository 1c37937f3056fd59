using System.Text;
using System.Text.Json.Nodes;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Settings;

/// <summary>YARP's own reader and rules, over a private copy of one entry of its section.</summary>
internal static class YarpReading
{
    private static readonly Lazy<IConfigValidator> Validator = new(() =>
        new ServiceCollection().AddLogging().AddYarp().Services.BuildServiceProvider().GetRequiredService<IConfigValidator>());

    /// <summary>YARP's rules. They are synchronous in fact: they look at names and ranges only.</summary>
    public static IConfigValidator Rules => Validator.Value;

    /// <summary>Reads the entries of <c>Clusters</c> or <c>Routes</c> one by one; one that YARP cannot read, or finds wrong, is a fault.</summary>
    public static IReadOnlyList<T> ReadEach<T>(
        string map, IReadOnlyDictionary<string, JsonObject> entries, Func<IProxyConfig, T> take, Func<T, ValueTask<IList<Exception>>> checkAsync, List<string> faults)
    {
        var read = new List<T>();
        foreach (var (name, content) in entries)
        {
            try
            {
                var entry = take(Read(map, name, content));
                var broken = checkAsync(entry).AsTask().GetAwaiter().GetResult();
                faults.AddRange(broken.Select(rule => $"ReverseProxy:{map}:{name}: {rule.Message}"));
                read.Add(entry);
            }
            catch (Exception wrong) when (wrong is FormatException or ArgumentException or InvalidOperationException or OverflowException)
            {
                faults.Add($"ReverseProxy:{map}:{name}: {wrong.Message}");
            }
        }

        return read;
    }

    private static IProxyConfig Read(string map, string name, JsonObject content)
    {
        var copy = new JsonObject { [map] = new JsonObject { [name] = content.DeepClone() } };
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(copy.ToJsonString()));
        var configuration = new ConfigurationBuilder().AddJsonStream(stream).Build();
        using var services = new ReaderAlone(new ServiceCollection().AddLogging()).LoadFromConfig(configuration).Services.BuildServiceProvider();
        return services.GetRequiredService<IProxyConfigProvider>().GetConfig();
    }

    /// <summary>YARP's reader without the proxy around it, of which it needs nothing.</summary>
    private sealed record ReaderAlone(IServiceCollection Services) : IReverseProxyBuilder;
}
