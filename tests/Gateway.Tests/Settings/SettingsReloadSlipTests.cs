using System.Text.Json.Nodes;
using Gateway.Tests.EndToEnd;
using Xunit.Sdk;

namespace Gateway.Tests.Settings;

/// <summary>Settings with one slip somewhere: taken or refused in words, never an exception, which would end the watcher and the process.</summary>
public class SettingsReloadSlipTests
{
    private const int Slips = 400;

    private static readonly Func<JsonNode?>[] Wrong =
    [
        static () => null, static () => "", static () => " ", static () => "\0", static () => "-1", static () => -1, static () => 0, static () => long.MaxValue,
        static () => 1e300, static () => true, static () => "true", static () => new JsonArray(), static () => new JsonArray(null, 1, "x"), static () => new JsonObject(),
        static () => new JsonObject { ["x"] = "y" }, static () => "*", static () => "http://", static () => "http://[", static () => "https://user:word@127.0.0.1:1/?q#f",
        static () => "00:00:00", static () => "99999.00:00:00", static () => "\uD800", static () => new string('a', 5000), static () => "../..", static () => "/", static () => "=",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task No_slip_ever_ends_the_gateway(int seed)
    {
        var random = new Random(seed);
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["secret"], "word", TestContext.Current.CancellationToken);
        await using var gateway = await ReloadedGateway.StartAsync();
        var taken = 0;
        for (var slip = 0; slip < Slips; slip++)
        {
            var settings = JsonNode.Parse(Full(gateway.Origin.Address, folder["secret"]))!;
            var what = Slip(settings, random);
            try
            {
                taken += await gateway.Lab.ReloadAsync(settings.ToJsonString()) ? 1 : 0;
            }
            catch (Exception escaped)
            {
                throw new XunitException($"Slip {slip} of seed {seed}, {what}: {escaped}");
            }
        }

        taken.Should().BeInRange(Slips / 20, Slips * 19 / 20, "some slips are harmless, and most are not");
        (await gateway.Lab.ReloadAsync(Full(gateway.Origin.Address, folder["secret"]))).Should().BeTrue();
        (await gateway.AskAsync()).Should().Be(200);
    }

    /// <summary>Settings with something in every corner.</summary>
    private static string Full(Uri address, string secret) => $$"""
        {
          "Gateway": { "Name": "edge" },
          "Listeners": { "Plain": { "Url": "http://127.0.0.1:0", "Clients": "Anonymous", "PathPrefixes": [ "/old/" ] }, "Ops": { "Url": "http://127.0.0.1:0" } },
          "Modules": {
            "Private": [ "corp.example" ],
            "Routes": [ { "Name": "all", "Modules": [ "*" ], "Clusters": [ "origin" ], "NotFound": "Next", "Forbidden": "Next", "LastIsAuthority": true,
                          "Kinds": [ "List", "Mod" ], "Versions": ">=v1.0.0", "Hosts": [ "127.0.0.1" ], "Networks": [ "127.0.0.0/8" ], "TotalTimeout": "00:10:00" },
                        { "Name": "rest", "Modules": [ "*" ], "Clusters": [ "origin" ] } ],
            "ChecksumDatabases": { "sum.golang.org": { "Clusters": [ "origin" ] } } },
          "ReverseProxy": { "Clusters": { "origin": {
            "LoadBalancingPolicy": "RoundRobin",
            "HealthCheck": { "AvailableDestinationsPolicy": "HealthyAndUnknown", "Active": { "Enabled": false, "Interval": "00:00:10", "Timeout": "00:00:10", "Policy": "ConsecutiveFailures", "Path": "/" } },
            "HttpClient": { "MaxConnectionsPerServer": 100, "EnableMultipleHttp2Connections": true, "RequestHeaderEncoding": "Latin1", "SslProtocols": [ "Tls13" ] },
            "HttpRequest": { "ActivityTimeout": "00:00:10", "Version": "1.1", "VersionPolicy": "RequestVersionOrLower" },
            "Metadata": { "a": "b" },
            "Destinations": { "d1": { "Address": "{{address}}", "Health": "{{address}}", "Host": "localhost" } } } } },
          "Upstreams": { "origin": { "Kind": "Nexus", "Trust": "Internal", "Username": "edge", "PasswordFile": "{{secret}}", "RedirectHosts": [ "127.0.0.2" ],
            "CredentialProbe": "golang.org/x/mod", "ConnectTimeout": "00:00:05", "FirstByteTimeout": "00:00:05", "LastFirstByteTimeout": "00:00:05" } },
          "Failover": { "MaxAttempts": 6, "AttemptsPerCluster": 2, "FirstByteTimeout": "00:00:10", "LastFirstByteTimeout": "00:02:00", "IdleTimeout": "00:00:30" },
          "Logging": { "LogLevel": { "Default": "Information" } }
        }
        """;

    /// <summary>Takes one node away, puts another in its place or misspells its key; says which.</summary>
    private static string Slip(JsonNode settings, Random random)
    {
        var nodes = Below(settings).ToList();
        var node = nodes[random.Next(nodes.Count)];
        var path = node.GetPath();
        if (node.Parent is JsonObject section)
        {
            var key = node.GetPropertyName();
            switch (random.Next(8))
            {
                case 0:
                    section.Remove(key);
                    return $"without {path}";
                case 1:
                    section.Remove(key);
                    section[key + "x"] = node.DeepClone();
                    return $"{path} misspelt";
            }
        }

        var wrong = Wrong[random.Next(Wrong.Length)]();
        node.ReplaceWith(wrong);
        return $"{path} = {wrong?.ToJsonString() ?? "null"}";
    }

    private static IEnumerable<JsonNode> Below(JsonNode node)
    {
        var children = node is JsonObject section ? section.Select(entry => entry.Value) : node is JsonArray list ? list : Enumerable.Empty<JsonNode?>();
        return children.OfType<JsonNode>().SelectMany(child => Below(child).Prepend(child));
    }
}
