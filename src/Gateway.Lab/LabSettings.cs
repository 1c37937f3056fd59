using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Lab.Origins;

namespace Gateway.Lab;

/// <summary>A settings file in the making, in the words of the configuration contract.</summary>
internal sealed class LabSettings
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly JsonArray _routes = [];
    private readonly JsonObject _clusters = [];
    private readonly JsonObject _upstreams = [];
    private readonly JsonObject _databases = [];
    private readonly Dictionary<string, string> _secrets = [];
    private readonly Dictionary<string, string> _secretFiles = [];

    /// <summary>The file as it would be written; every key of it may still be changed.</summary>
    public JsonObject Json { get; } = new()
    {
        ["Listeners"] = new JsonObject { ["Plain"] = new JsonObject { ["Url"] = "http://127.0.0.1:0" } },
        // Origins count what they are asked: probes, hedges and second tries would be among it.
        ["Health"] = new JsonObject { ["Probes"] = false },
        ["Failover"] = new JsonObject { ["Retries"] = 0, ["Hedging"] = false },
        // An issuer that a busy machine makes late is no issuer that is away.
        ["Tokens"] = new JsonObject { ["LongestWait"] = "00:00:30" },
    };

    /// <summary>A cluster of one destination or more, and what its <c>Upstreams</c> section says: an object, or nothing.</summary>
    public LabSettings Cluster(string name, object? upstream = null, params IEnumerable<Uri> addresses)
    {
        var destinations = new JsonObject();
        foreach (var address in addresses)
        {
            destinations[$"d{destinations.Count + 1}"] = new JsonObject { ["Address"] = address.ToString() };
        }

        _clusters[name] = new JsonObject { ["Destinations"] = destinations };
        _upstreams[name] = upstream is null ? new JsonObject() : JsonSerializer.SerializeToNode(upstream);
        return this;
    }

    public LabSettings Cluster(Origin origin, object? upstream = null) => Cluster(origin.Name, upstream, origin.Address);

    /// <summary>Gives a cluster one of YARP's balancing policies.</summary>
    public LabSettings Balance(string cluster, string policy)
    {
        _clusters[cluster]!["LoadBalancingPolicy"] = policy;
        return this;
    }

    /// <summary>Changes what YARP's section says of a cluster.</summary>
    public LabSettings Change(string cluster, Action<JsonObject> change)
    {
        change(_clusters[cluster]!.AsObject());
        return this;
    }

    /// <summary>Gives up one cluster that does not begin to answer, and no other, after so long.</summary>
    public LabSettings Hurry(string cluster, string timeout)
    {
        var upstream = _upstreams[cluster]!.AsObject();
        (upstream["FirstByteTimeout"], upstream["LastFirstByteTimeout"]) = (timeout, timeout);
        return this;
    }

    /// <summary>Gives a destination a weight.</summary>
    public LabSettings Weigh(string cluster, string destination, string weight)
    {
        _clusters[cluster]!["Destinations"]![destination]!["Metadata"] = new JsonObject { ["Weight"] = weight };
        return this;
    }

    /// <summary>A route, and what else its item says.</summary>
    public LabSettings Route(string modules, string clusters, object? more = null)
    {
        var route = more is null ? new JsonObject() : JsonSerializer.SerializeToNode(more)!.AsObject();
        route["Name"] ??= $"route{_routes.Count + 1}";
        route["Modules"] = List(modules);
        route["Clusters"] = List(clusters);
        _routes.Add(route);
        return this;
    }

    /// <summary>A checksum database; with its key it is also asked what modules should be.</summary>
    public LabSettings ChecksumDatabase(string name, string clusters, string key = "")
    {
        _databases[name] = new JsonObject { ["Clusters"] = List(clusters), ["Key"] = key };
        return this;
    }

    /// <summary>Keeps nothing, so that every request can be seen at the origins.</summary>
    public LabSettings WithoutCache() => Set("Caching:MemoryMegabytes", 0);

    public LabSettings WithProbes() => Set("Health:Probes", true);

    public LabSettings WithRetries() => Set("Failover:Retries", 3);

    public LabSettings WithHedging() => Set("Failover:Hedging", true);

    /// <summary>Probes, hedges and tries again, as the gateway does where nothing else is said.</summary>
    public LabSettings AsShipped() => WithProbes().WithRetries().WithHedging();

    public LabSettings Private(string patterns) => Set("Modules:Private", List(patterns));

    /// <summary>Sets any key, such as <c>Failover:MaxAttempts</c>.</summary>
    public LabSettings Set(string key, JsonNode? value)
    {
        var path = key.Split(':');
        var node = Json;
        foreach (var step in path[..^1])
        {
            node = (node[step] ??= new JsonObject()).AsObject();
        }

        node[path[^1]] = value;
        return this;
    }

    /// <summary>A file beside the settings that its owner alone may read, and the key that names it: <c>Upstreams:nexus:PasswordFile</c>.</summary>
    public LabSettings Secret(string key, string content)
    {
        _secrets[key] = content;
        return this;
    }

    /// <summary>Writes the secrets into a folder, and the settings that name them there.</summary>
    public async Task WriteAsync(DirectoryInfo folder)
    {
        foreach (var (key, content) in _secrets)
        {
            _secretFiles[key] = Path.Combine(folder.FullName, key.Replace(':', '.'));
            await SecretFile.WriteAsync(_secretFiles[key], content);
        }

        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "appsettings.json"), ToString());
    }

    /// <summary>The file. It names secrets from the moment they are written.</summary>
    public override string ToString()
    {
        Set("Modules:Routes", _routes.DeepClone());
        Set("Modules:ChecksumDatabases", _databases.DeepClone());
        Set("ReverseProxy:Clusters", _clusters.DeepClone());
        Set("Upstreams", _upstreams.DeepClone());
        foreach (var (key, file) in _secretFiles)
        {
            Set(key, file);
        }

        return Json.ToJsonString(Indented);
    }

    private static JsonArray List(string words) => [.. words.Split(',', StringSplitOptions.TrimEntries).Select(word => (JsonNode)word)];
}
