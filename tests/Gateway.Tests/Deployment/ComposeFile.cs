using System.Text.Json.Nodes;

namespace Gateway.Tests.Deployment;

/// <summary><c>docker-compose.yml</c> as its services.</summary>
internal sealed class ComposeFile
{
    private readonly JsonObject _file = Yaml.Read("docker-compose.yml");

    public IReadOnlyDictionary<string, JsonObject> Services => _file["services"]!.AsObject().ToDictionary(service => service.Key, service => service.Value!.AsObject());

    /// <summary>The services that run the gateway.</summary>
    public IEnumerable<(string Name, JsonObject Service)> Gateways => Services.Where(service => service.Value["build"] is not null).Select(service => (service.Key, service.Value));

    public string Subnet => _file["networks"]!["default"]!["ipam"]!["config"]![0]!["subnet"]!.ToString();

    public IReadOnlyList<string> Volumes => [.. _file["volumes"]!.AsObject().Select(volume => volume.Key)];

    public static IReadOnlyList<string> Profiles(JsonObject service) => Texts(service["profiles"]);

    /// <summary>What a service mounts: a path of this repository or the name of a volume, and where.</summary>
    public static IEnumerable<(string Source, string Target)> Mounts(JsonObject service) =>
        Texts(service["volumes"]).Select(mount => mount.Split(':')).Select(parts => (parts[0], parts[1]));

    public static IReadOnlyDictionary<string, string> Environment(JsonObject service) =>
        service["environment"]?.AsObject().ToDictionary(variable => variable.Key, variable => variable.Value!.ToString()) ?? [];

    /// <summary>Host address, host port and the container's port.</summary>
    public static IEnumerable<(string Address, int Host, int Container)> Ports(JsonObject service) =>
        Texts(service["ports"]).Select(port => port.Split(':')).Select(parts => (parts[0], int.Parse(parts[1]), int.Parse(parts[2])));

    public static IReadOnlyList<string> DependsOn(JsonObject service) => service["depends_on"] switch
    {
        JsonObject map => [.. map.Select(entry => entry.Key)],
        var list => Texts(list),
    };

    /// <summary>What is started for these services.</summary>
    public IReadOnlySet<string> StartedFor(params IEnumerable<string> names)
    {
        var started = new HashSet<string>();
        var waiting = new Queue<string>(names);
        while (waiting.TryDequeue(out var name))
        {
            if (started.Add(name))
            {
                DependsOn(Services[name]).ToList().ForEach(waiting.Enqueue);
            }
        }

        return started;
    }

    private static IReadOnlyList<string> Texts(JsonNode? list) => [.. list?.AsArray().Select(item => item!.ToString()) ?? []];
}
