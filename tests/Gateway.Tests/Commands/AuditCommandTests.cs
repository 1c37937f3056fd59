using System.Text.Json;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Tests.Auditing;

namespace Gateway.Tests.Commands;

public class AuditCommandTests
{
    [Fact]
    public async Task A_log_is_verified_with_its_key_and_a_head_that_was_told_before()
    {
        using var bed = await WriteAsync();

        var right = await Typed.RunAsync("audit", "verify", bed.Log, "--key", bed.PublicKey);
        var head = right.Text.Split("Head ")[1][..64];
        var withHead = await Typed.RunAsync("audit", "verify", bed.Log, "--key", bed.PublicKey, "--head", head);
        var withoutKey = await Typed.RunAsync("audit", "verify", bed.Log);
        var lines = await File.ReadAllLinesAsync(bed.Log, TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(bed.Log, lines[..^1], TestContext.Current.CancellationToken);
        var cut = await Typed.RunAsync("audit", "verify", bed.Log, "--key", bed.PublicKey, "--head", head);
        var row = Array.FindIndex(lines, line => line.Contains("\"request\"", StringComparison.Ordinal));
        lines[row] = lines[row].Replace("\"status\":200", "\"status\":404", StringComparison.Ordinal);
        await File.WriteAllLinesAsync(bed.Log, lines, TestContext.Current.CancellationToken);
        var changed = await Typed.RunAsync("audit", "verify", bed.Log, "--key", bed.PublicKey);

        (right.ExitCode, withHead.ExitCode, withoutKey.ExitCode, cut.ExitCode, changed.ExitCode).Should().Be((0, 0, 0, 1, 1));
        right.Text.Should().MatchRegex(@"^\d+ lines are as they were written, \d+ checkpoints among them\. Head [0-9a-f]{64}\.\n$");
        withoutKey.Text.Should().Contain("without it anybody could have written all of this");
        cut.Text.Should().StartWith($"NOT what was written: the head {head} is not among these lines");
        changed.Text.Should().StartWith($"NOT what was written: {bed.Log}, line {row + 1}: the line was changed");
    }

    [Theory]
    [InlineData("--module example.org/hello@v1.1.0", 2)]
    [InlineData("--module example.org/*", 4)]
    [InlineData("--status 404", 1)]
    [InlineData("--status 2xx", 3)]
    [InlineData("--caller 127.0.0.1 --decision allow", 4)]
    [InlineData("--caller 192.0.2.1", 0)]
    [InlineData("--decision deny", 1)]
    [InlineData("--from 2026-01-01 --to 2126-01-01T00:00:00Z", 5)]
    [InlineData("--to 2026-01-01", 0)]
    public async Task Requests_are_found_by_what_is_known_of_them(string wanted, int found)
    {
        using var bed = await WriteAsync();

        var json = await Typed.RunAsync(["audit", "query", bed.Log, "--format", "json", .. wanted.Split(' ')]);
        var table = await Typed.RunAsync(["audit", "query", bed.Log, .. wanted.Split(' ')]);

        json.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Count(line => JsonDocument.Parse(line).RootElement.GetProperty("type").GetString() == "request").Should().Be(found);
        table.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(found);
        json.ExitCode.Should().Be(found == 0 ? 1 : 0);
    }

    [Fact]
    public async Task What_a_caller_took_is_a_bill_of_materials()
    {
        using var bed = await WriteAsync();

        var bom = JsonDocument.Parse((await Typed.RunAsync("audit", "query", bed.Log, "--caller", "127.0.0.1", "--format", "cyclonedx")).Text).RootElement;
        var csv = (await Typed.RunAsync("audit", "query", bed.Log, "--format", "csv")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        bom.GetProperty("bomFormat").GetString().Should().Be("CycloneDX");
        var component = bom.GetProperty("components").EnumerateArray().Should().ContainSingle("the zip was taken, of the other there is no zip").Subject;
        component.GetProperty("purl").GetString().Should().Be("pkg:golang/example.org/hello@v1.1.0");
        component.GetProperty("type").GetString().Should().Be("library");
        csv.Should().HaveCount(6);
        csv.Select(line => line.Split(',').Length).Should().AllBeEquivalentTo(csv[0].Split(',').Length);
    }

    [Theory]
    [InlineData("audit", "gateway audit: verify or query is needed.")]
    [InlineData("audit verfy x", "verfy is neither verify nor query. Did you mean verify?")]
    [InlineData("audit verify", "gateway audit: a file is needed.")]
    [InlineData("audit verify x --head 12", "--head is \"12\"; 64 hexadecimal digits are needed.")]
    [InlineData("audit verify x --key /nowhere", "--key /nowhere: Could not find")]
    [InlineData("audit query x --format xml", "--format is \"xml\"; one of table, json, csv, cyclonedx is needed.")]
    [InlineData("audit query x --status 4x", "--status is \"4x\"; a status such as 404 or a class such as 5xx is needed.")]
    [InlineData("audit query x --from yesterday", "--from is \"yesterday\"; a time such as")]
    [InlineData("audit query x --module [", "--module is \"[\", which")]
    public async Task Wrong_arguments_are_named(string typed, string says)
    {
        var output = await Typed.RunAsync(typed.Split(' '));

        output.ExitCode.Should().Be(2);
        output.Error.Should().Contain(says).And.Contain("Usage: gateway audit verify");
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_an_answer_of_no()
    {
        var output = await Typed.RunAsync("audit", "verify", "/nowhere/audit.jsonl");

        output.ExitCode.Should().Be(1);
        output.Error.Should().StartWith("gateway audit verify: Could not find");
    }

    private static async Task<AuditBed> WriteAsync()
    {
        var bed = new AuditBed();
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "nexus", Library = LabModules.Public() });
        await using var gateway = await LabGateway.StartAsync(bed.Record(new LabSettings().Cluster(origin).Route("*", "nexus").Private("corp.example").ChecksumDatabase("sum.example.org", "nexus")));
        foreach (var path in new[] { "hello/@v/v1.1.0.mod", "hello/@v/v1.1.0.zip", "hello/@v/list", "nowhere/@v/list" })
        {
            (await gateway.Client.GetAsync($"/example.org/{path}", TestContext.Current.CancellationToken)).Dispose();
        }

        (await gateway.Client.GetAsync("/sumdb/sum.example.org/lookup/corp.example/x@v1.0.0", TestContext.Current.CancellationToken)).Dispose();
        return bed;
    }
}
