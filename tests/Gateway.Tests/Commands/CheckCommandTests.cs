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
