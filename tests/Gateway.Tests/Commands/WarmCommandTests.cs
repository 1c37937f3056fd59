using Gateway.Commands;
using Gateway.Lab.Origins.Faults;
using Gateway.Tests.Caching;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Commands;

/// <summary><c>gateway warm</c> against a running gateway.</summary>
public class WarmCommandTests
{
    private const string Sums = """
        example.org/Azure/Storage v1.2.0 h1:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa=
        example.org/Azure/Storage v1.2.0/go.mod h1:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa=
        example.org/text v1.1.0/go.mod h1:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa=

        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_files_of_a_go_sum_are_fetched_once_and_then_kept()
    {
        await using var bed = await CacheTestBed.StartAsync();
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["go.sum"], Sums);
        string[] command = ["warm", folder["go.sum"], "--via", bed.Gateway.GoProxy, "--rate=1000"];

        var first = (await Typed.RunAsync(command)).Succeeded();
        await bed.Gateway.LandedAsync();
        var second = (await Typed.RunAsync(command)).Succeeded();

        first.Lines.Should().Equal("4 fetched, 0 kept already, 0 failed");
        second.Lines.Should().Equal("0 fetched, 4 kept already, 0 failed");
        bed.Origin.Requests.Targets.Should().BeEquivalentTo(
            "/example.org/!azure/!storage/@v/v1.2.0.info",
            "/example.org/!azure/!storage/@v/v1.2.0.mod",
            "/example.org/!azure/!storage/@v/v1.2.0.zip",
            "/example.org/text/@v/v1.1.0.mod");
    }

    [Fact]
    public async Task A_list_of_versions_is_read_from_standard_input()
    {
        await using var bed = await CacheTestBed.StartAsync();

        var output = (await Typed.RunWithInputAsync(
            "# what the shop needs\nexample.org/hello@v1.1.0\n\nexample.org/hello@v1.1.0\n", "warm", "-", "--via", bed.Gateway.GoProxy, "--rate", "1000")).Succeeded();

        output.Lines.Should().Equal("3 fetched, 0 kept already, 0 failed");
        await bed.Gateway.LandedAsync();
        (await bed.GetAsync("/example.org/hello/@v/v1.1.0.zip")).CacheStatus.Should().StartWith("gateway; hit");
    }

    [Fact]
    public async Task What_fails_is_told_in_a_line_each_and_the_rest_is_fetched()
    {
        await using var bed = await CacheTestBed.StartAsync();
        bed.Origin.Break(Fault.Status(403), request => request.Path.EndsWith(".zip", StringComparison.Ordinal));

        var output = await Typed.RunWithInputAsync("example.org/hello@v1.1.0\nexample.org/text@v1.9.9\n", "warm", "-", "--via", bed.Gateway.GoProxy, "--rate=1000");

        output.ExitCode.Should().Be(1);
        output.Lines.Should().Equal("2 fetched, 0 kept already, 4 failed");
        var failures = output.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        failures.Should().HaveCount(4);
        failures.Should().ContainMatch("example.org/hello/@v/v1.1.0.zip: 403 ?*");
        failures.Should().ContainMatch("example.org/text/@v/v1.9.9.mod: 404 not found*");
    }

    [Theory]
    [InlineData("example.org/hello@v1.1.0\nexample.org/hello\n", "gateway warm: standard input, line 2: \"example.org/hello\" is neither a line of a go.sum nor module@version.")]
    [InlineData("example.org/hello@master\n", "gateway warm: standard input, line 1: *")]
    [InlineData("example.org/!hello@v1.0.0\n", "gateway warm: standard input, line 1: *")]
    [InlineData("example.org/hello v1.0.0 sha256:x\n", "gateway warm: standard input, line 1: *")]
    [InlineData("\nexample.org/hello v1.0/go.mod h1:x=\n", "gateway warm: standard input, line 2: *")]
    public async Task A_wrong_line_is_named_and_nothing_is_asked(string input, string fault)
    {
        await using var bed = await CacheTestBed.StartAsync();

        var output = await Typed.RunWithInputAsync(input, "warm", "-", "--via", bed.Gateway.GoProxy);

        output.ExitCode.Should().Be(2);
        output.Error.Split('\n')[0].Should().Match(fault);
        bed.Origin.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task A_gateway_that_is_not_there_is_told_once()
    {
        var output = await Typed.RunWithInputAsync(Sums, "warm", "-", $"--via=http://127.0.0.1:{LoopbackPort.Free()}", "--rate=1000");

        output.ExitCode.Should().Be(1);
        output.Text.Should().BeEmpty();
        output.Error.Should().MatchRegex("^gateway warm: http://127.0.0.1:[0-9]+/ cannot be reached: [^\n]+\n$");
    }

    [Fact]
    public async Task Requests_leave_at_the_rate_and_at_most_four_at_once()
    {
        await using var bed = await CacheTestBed.StartAsync();
        bed.Origin.Fault = Fault.Silence;
        var time = new TickedTime();
        string[] paths = [.. Enumerable.Range(0, 6).Select(number => $"example.org/text/@v/v1.{number}.0.mod")];
        var warming = new Warming(bed.Gateway.Client, perSecond: 20, time);

        var run = warming.RunAsync(paths, Cancellation);
        for (var asked = 1; asked <= 4; asked++)
        {
            await bed.Origin.Requests.WaitForAsync(asked, Cancellation);
            bed.Origin.Requests.Should().HaveCount(asked, "the next one waits for the clock");
            time.Tick();
        }

        await bed.Origin.HoldsAsync(4, Cancellation);
        time.Tick();
        bed.Origin.Requests.Should().HaveCount(4, "four are under way");
        bed.Origin.Heal();
        await bed.Origin.Requests.WaitForAsync(5, Cancellation);
        time.Tick();
        await run;

        time.Period.Should().Be(TimeSpan.FromMilliseconds(50));
        bed.Origin.Requests.Should().HaveCount(6);
        (warming.Fetched + warming.Failures.Count).Should().Be(6);
    }
}
