using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Access.Advisories;
using Gateway.Access.Rules;
using Gateway.Access.Certificates;
using Gateway.Access.Tokens;
using Gateway.Caching;
using Gateway.Checksums;
using Gateway.Discovery;
using Gateway.Edge;
using Gateway.Exchanging;
using Gateway.Health;
using Gateway.Limits;
using Gateway.Mirroring;
using Gateway.PassThrough;
using Gateway.Settings;
using Gateway.Tests.Settings;
using Gateway.Upstreams;

namespace Gateway.Tests.Documents;

public class ReferenceSettingsTests
{
    private static readonly JsonObject Reference = JsonNode.Parse(
        Repository.Read("appsettings/appsettings.reference.json"),
        documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip })!.AsObject();

    [Fact]
    public void The_reference_is_right()
    {
        using var folder = new SettingsFolder { ["appsettings.json"] = Repository.Read("appsettings/appsettings.reference.json") };

        folder.Read().Settings.Modules.Routes.Should().ContainSingle();
    }

    [Fact]
    public void The_reference_has_every_setting()
    {
        Missing(typeof(GatewaySettings), Reference, "").Should().BeEmpty();
    }

    [Theory]
    [InlineData("Gateway", typeof(InstanceOptions))]
    [InlineData("Listeners:Plain", typeof(ListenerOptions), "Url", "Certificates")]
    [InlineData("Access", typeof(AccessOptions), "Rules")]
    [InlineData("Access:Rules:0", typeof(RuleOptions), "Id", "Effect", "Modules", "Advisories", "Licenses", "Webhook")]
    [InlineData("Access:Rules:0:Advisories", typeof(RuleAdvisoriesOptions))]
    [InlineData("Access:Rules:0:Licenses", typeof(RuleLicensesOptions))]
    [InlineData("Advisories:go", typeof(AdvisoryFeedOptions), "Source")]
    [InlineData("Access:Rules:0:Webhook", typeof(WebhookOptions))]
    [InlineData("ClientCertificates", typeof(ClientCertificatesOptions))]
    [InlineData("Modules", typeof(ModulesOptions), "Routes", "ChecksumDatabases")]
    [InlineData("Modules:Routes:0", typeof(RouteOptions), "Name", "Modules", "Clusters", "Canary", "TotalTimeout")]
    [InlineData("Modules:Routes:0:Canary", typeof(CanaryOptions))]
    [InlineData("Mirroring:trial", typeof(MirrorOptions), "Cluster")]
    [InlineData("Upstreams:golang", typeof(UpstreamOptions), "Kind", "RedirectHosts", "Rate", "Discovery", "TokenExchange", "ProbePath", "ProbeInterval", "ProbeTimeout", "FirstByteTimeout", "LastFirstByteTimeout")]
    [InlineData("Upstreams:golang:Rate", typeof(RateOptions), "RequestsPerSecond", "RequestsAtOnce")]
    [InlineData("Upstreams:golang:Discovery", typeof(DiscoveryOptions))]
    [InlineData("Checksums", typeof(ChecksumsOptions))]
    [InlineData("Modules:ChecksumDatabases:sum.golang.org", typeof(ChecksumDatabaseOptions), "Clusters")]
    [InlineData("Upstreams:golang:TokenExchange", typeof(TokenExchangeOptions))]
    [InlineData("Health", typeof(HealthOptions))]
    [InlineData("Failover", typeof(FailoverOptions))]
    [InlineData("PassThrough", typeof(PassThroughOptions))]
    [InlineData("Limits", typeof(LimitsOptions), "Caller", "Address", "Failures", "Connections")]
    [InlineData("Limits:Failures", typeof(FailureLimits))]
    [InlineData("Limits:Connections", typeof(ConnectionLimits), "MostPerAddress")]
    [InlineData("Caching", typeof(CachingOptions), "MemoryMegabytes", "Redis")]
    [InlineData("Caching:Redis", typeof(RedisOptions))]
    [InlineData("Tokens", typeof(TokensOptions), "Issuers")]
    [InlineData("Tokens:Issuers:0", typeof(IssuerOptions), "Authority", "Audiences", "RequiredClaims")]
    public void The_reference_shows_the_defaults(string path, Type options, params string[] without)
    {
        var section = path.Split(':').Aggregate((JsonNode)Reference, (node, key) => node is JsonArray list ? list[int.Parse(key)]! : node[key]!);
        var defaults = Activator.CreateInstance(options)!;

        foreach (var key in SettingsTree.Keys(options).Where(key => !without.Contains(key.Name)))
        {
            var shown = section[key.Name]!;
            if (shown is JsonArray list)
            {
                list.Should().BeEmpty(key.Name);
                ((System.Collections.IEnumerable)key.GetValue(defaults)!).Cast<object>().Should().BeEmpty(key.Name);
                continue;
            }

            SettingsText.TryParse(shown.ToString(), key.PropertyType, out var value).Should().BeTrue(key.Name);
            value.Should().Be(key.GetValue(defaults), $"{path}:{key.Name}");
        }
    }

    private static IEnumerable<string> Missing(Type type, JsonNode? node, string path)
    {
        if (node is null)
        {
            return [path];
        }

        if (SettingsTree.FindElement(type) is { } element)
        {
            var first = node is JsonArray list ? list.FirstOrDefault() : node.AsObject().Select(entry => entry.Value).FirstOrDefault();
            return first is null || !SettingsTree.IsSection(element) ? [] : Missing(element, first, path + ":*");
        }

        return SettingsTree.IsSection(type)
            ? SettingsTree.Keys(type).SelectMany(key => Missing(key.PropertyType, node[key.Name], $"{path}:{key.Name}"))
            : [];
    }
}
