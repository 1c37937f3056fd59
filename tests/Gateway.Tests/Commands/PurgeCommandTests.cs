using Gateway.Tests.EndToEnd;
using Gateway.Tests.Ops;

namespace Gateway.Tests.Commands;

/// <summary><c>gateway purge</c> against a running gateway.</summary>
public class PurgeCommandTests
{
    [Theory]
    [InlineData("example.org/Azure/Storage@v1.2.0", "Purged example.org/Azure/Storage@v1.2.0: 1 answers left memory, 0 left Redis.\n", OperatedBed.Storage)]
    [InlineData("example.org/hello/...", "Purged example.org/hello/...: 3 answers left memory, 0 left Redis.\n", OperatedBed.List, OperatedBed.Mod, OperatedBed.OldMod)]
    [InlineData("*.org/tex?", "Purged *.org/tex?: 1 answers left memory, 0 left Redis.\n", OperatedBed.Text)]
    [InlineData("golang.org/toolchain", "Purged golang.org/toolchain: 1 answers left memory, 0 left Redis.\n", OperatedBed.Toolchain)]
    public async Task It_purges_what_it_is_told_and_says_so_in_a_line(string what, string line, params string[] purged)
    {
        await using var bed = await OperatedBed.StartAsync();
        await bed.FillAsync();

        var output = (await Typed.RunAsync("purge", what, "--ops", $"{bed.Ops}")).Succeeded();

        (output.Text.ReplaceLineEndings("\n"), output.Error).Should().Be((line, ""));
        (await bed.AskedAgainAsync()).Should().BeEquivalentTo(purged);
    }

    [Fact]
    public async Task It_purges_all_when_it_is_told_so()
    {
        await using var bed = await OperatedBed.StartAsync();
        await bed.FillAsync();

        (await Typed.RunAsync("purge", $"--ops={bed.Ops}", "--all")).Succeeded();

        (await bed.AskedAgainAsync()).Should().BeEquivalentTo(OperatedBed.Everything);
    }

    [Fact]
    public async Task A_listener_that_is_not_the_operators_refuses()
    {
        await using var bed = await OperatedBed.StartAsync();
        var plain = bed.Bed.Gateway.AddressOf("Plain");

        var output = await Typed.RunAsync("purge", "--all", "--ops", $"{plain}");

        output.ExitCode.Should().Be(1);
        output.Error.Should().StartWith($"gateway purge: {plain} refused: 405 method not allowed").And.MatchRegex("^[^\n]+\n$");
    }

    [Fact]
    public async Task A_gateway_that_is_not_there_cannot_be_reached()
    {
        var output = await Typed.RunAsync("purge", "--all", $"--ops=http://127.0.0.1:{LoopbackPort.Free()}");

        output.ExitCode.Should().Be(1);
        output.Error.Should().MatchRegex("^gateway purge: http://127.0.0.1:[0-9]+/ cannot be reached: [^\n]+\n$");
    }
}
