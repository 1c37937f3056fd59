using System.Text.Json.Nodes;
using Gateway.Lab;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Commands;

public class CheckCommandTests
{
    private static readonly Uri Somewhere = new("http://127.0.0.1:1/");

    private static LabSettings Site => new LabSettings().Cluster("nexus", new { Trust = "Internal" }, Somewhere).Cluster("golang", null, Somewhere).Cluster("sumdb", null, Somewhere)
        .Private("corp.example").ChecksumDatabase("sum.golang.org", "sumdb");

    [Fact]
    public async Task Right_settings_are_shown_as_what_they_come_to()
    {
        var checking = await CheckAsync(Site.Route("corp.example", "nexus", new { Name = "private" }).Route("*", "nexus, golang", new { Name = "public", Versions = ">=v1.2.0" }));

        checking.ExitCode.Should().Be(0);
        Rows(checking).Should().ContainInOrder(
            "Plain http://127.0.0.1:0 Anonymous",
            "private corp.example - nexus nexus",
            "public * >=v1.2.0 nexus > golang nexus",
            "sum.golang.org sumdb",
            "Nothing stands out.");
    }

    [Fact]
    public async Task What_is_hardly_meant_is_named()
    {
        var settings = Site.Cluster("spare", null, Somewhere).Private("corp.example, other.example")
            .Route("other.example", "golang", new { Name = "other" }).Route("inside.example", "nexus", new { Name = "inside" })
            .Route("*", "nexus, golang", new { Name = "public" }).Route("example.org", "golang", new { Name = "late" });

        var checking = await CheckAsync(settings);

        checking.ExitCode.Should().Be(0);
        Rows(checking).SkipWhile(row => row != "What stands out:").Skip(1).Should().Equal(
            "- Route late takes nothing: route public before it takes all that it would.",
            "- Private modules of other.example are refused: route other, which takes them, has no cluster with \"Trust\": \"Internal\".",
            "- Modules of inside.example come from internal clusters alone (route inside), but Modules:Private does not name them: checksum databases are asked about them.",
            "- Cluster spare is asked by no route.");
    }

    [Fact]
    public async Task A_route_whose_modules_several_before_it_take_between_them_is_named_and_one_that_has_something_left_is_not()
    {
        var settings = Site.Route("a.example", "golang", new { Name = "a" }).Route("b.example", "golang", new { Name = "b", Kinds = new[] { "List", "Zip" } })
            .Route("a.example/x, b.example", "golang", new { Name = "lists", Kinds = new[] { "List" } }).Route("b.example", "nexus, golang", new { Name = "rest" });

        var checking = await CheckAsync(settings);

        Rows(checking).SkipWhile(row => row != "What stands out:").Skip(1).Should().Equal("- Route lists takes nothing: route a and route b before it takes all that it would.");
    }

    [Fact]
    public async Task A_trusted_cluster_that_is_public_is_named_as_a_leak()
    {
        var settings = Site.Cluster("mirror", new { Trust = "Internal" }, new Uri("https://proxy.golang.org/")).Cluster("inner", new { Trust = "Internal" }, new Uri("https://nexus.corp.example/go/"))
            .Cluster("outer", null, new Uri("https://nexus.corp.example/other/")).Route("*", "nexus, mirror, inner, outer, golang", new { Name = "all" });

        var checking = await CheckAsync(settings);

        Rows(checking).SkipWhile(row => row != "What stands out:").Skip(1).Should().BeEquivalentTo(
            "- Private modules would be told to proxy.golang.org: cluster mirror has \"Trust\": \"Internal\", but that is a public service.",
            "- Private modules would be told to nexus.corp.example: cluster inner has \"Trust\": \"Internal\", but cluster outer at the same host has not.");
    }

    [Fact]
    public async Task Clusters_on_trial_and_of_mirrors_are_not_called_unused()
    {
        var settings = Site.Cluster("trial", null, Somewhere).Cluster("copies", null, Somewhere)
            .Route("*", "nexus, golang", new { Name = "all", Canary = new { Clusters = new[] { "trial" } } }).Set("Mirroring:copies", new JsonObject { ["Cluster"] = "copies" });

        (await CheckAsync(settings)).Text.Should().EndWith("Nothing stands out.\n");
    }

    [Fact]
    public async Task Files_that_settings_name_and_nobody_has_are_named_all_at_once()
    {
        var settings = Site.Cluster("guarded", new { Trust = "Internal", Username = "edge", PasswordFile = "/nowhere/password", Authorities = "/nowhere/ca.pem" }, Somewhere)
            .Route("*", "nexus, golang, guarded", new { Name = "all" }).Set("Auditing:File", "audit.jsonl").Set("Auditing:SigningKeyFile", "/nowhere/audit.key")
            .Set("Listeners:Edge", new JsonObject { ["Url"] = "https://127.0.0.1:0", ["Certificate"] = "/nowhere/server.pem", ["Key"] = "/nowhere/server.key" })
            .Set("Ops:AlertsTokenFile", "/nowhere/token").Set("Telemetry:Otlp", "http://127.0.0.1:4317").Set("Telemetry:HeadersFile", "/nowhere/headers");

        var checking = await CheckAsync(settings);

        checking.ExitCode.Should().Be(2);
        foreach (var key in new[] { "Upstreams:guarded:PasswordFile", "Upstreams:guarded:Authorities", "Auditing:SigningKeyFile", "Listeners:Edge:Certificate", "Ops:AlertsTokenFile", "Telemetry:HeadersFile" })
        {
            checking.Error.Should().Contain($"gateway check: {key}");
        }
    }

    [Fact]
    public async Task Feeds_and_exemptions_that_do_nothing_are_named()
    {
        var settings = Site.Route("*", "nexus, golang", new { Name = "public" })
            .Set("Advisories:own:Source", "/not/there").Set("Advisories:plain:Source", "http://vulnerabilities.corp.example/")
            .Set("Access:Rules", JsonNode.Parse("""[ { "Id": "v", "Effect": "Deny", "Advisories": { "Feed": "own", "Exemptions": [ { "Ids": [ "CVE-2020-1" ], "Until": "2020-02-29" } ] } } ]"""));

        var checking = await CheckAsync(settings);

        Rows(checking).SkipWhile(row => row != "What stands out:").Skip(1).Should().Equal(
            "- The advisory feed own is read from /not/there, which is no folder now.",
            "- The advisory feed plain comes over http: who is between can leave advisories out.",
            "- The advisory feed plain is asked by no rule.",
            "- Rule v has an exemption that ended on 2020-02-29 (CVE-2020-1); it does nothing any more.");
    }

    [Theory]
    [InlineData("", "Advisories:go:Source is missing; an address such as https://vuln.go.dev/, or a folder, is needed.")]
    [InlineData("ftp://vuln.example/", "Advisories:go:Source is no address such as https://vuln.go.dev/")]
    [InlineData("https://me:secret@vuln.example/", "Advisories:go:Source is no address such as https://vuln.go.dev/")]
    public async Task A_wrong_feed_is_named(string source, string fault)
    {
        var checking = await CheckAsync(Site.Route("*", "nexus, golang").Set("Advisories:go:Source", source));

        checking.ExitCode.Should().Be(2);
        checking.Error.Should().Contain(fault).And.NotContain("secret");
    }

    [Fact]
    public async Task Authorities_of_a_feed_that_cannot_be_read_are_named()
    {
        var checking = await CheckAsync(Site.Route("*", "nexus, golang").Set("Advisories:go:Source", "https://vuln.example/").Set("Advisories:go:Authorities", "/not/there.pem"));

        checking.ExitCode.Should().Be(2);
        checking.Error.Should().Contain("Advisories:go:Authorities cannot be read: ").And.Contain("/not/there.pem");
    }

    [Fact]
    public async Task Every_fault_is_named_and_nothing_is_started()
    {
        var checking = await CheckAsync(Site.Route("*", "nexsu").Set("Failover:MaxAttempts", 0));

        checking.ExitCode.Should().Be(2);
        checking.Text.Should().BeEmpty();
        checking.Error.Should().Contain("Did you mean nexus?").And.Contain("Failover:MaxAttempts is");
    }

    [Fact]
    public async Task The_settings_that_ship_are_right() =>
        (await Typed.RunAsync("check", $"--settings={Path.Combine(AppContext.BaseDirectory, "appsettings")}")).Text.Should().EndWith("Nothing stands out.\n");

    private static async Task<Output> CheckAsync(LabSettings settings)
    {
        using var folder = new TemporaryFolder();
        await settings.WriteAsync(new DirectoryInfo(folder.Path));
        return await Typed.RunAsync("check", $"--settings={folder.Path}");
    }

    private static List<string> Rows(Output checking) =>
        [.. checking.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
}
