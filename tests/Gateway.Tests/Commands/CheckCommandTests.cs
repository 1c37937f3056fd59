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
