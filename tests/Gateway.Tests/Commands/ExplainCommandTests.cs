using System.Text.Json.Nodes;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Ops;

namespace Gateway.Tests.Commands;

/// <summary><c>gateway explain</c> against a running gateway.</summary>
public class ExplainCommandTests
{
    private const string Rules = """
        { "Rules": [ { "Id": "dev", "Effect": "Allow", "Who": [ "group:dev" ], "Modules": [ "corp.example" ] }, { "Id": "no-text", "Effect": "Deny", "Modules": [ "example.org/text" ], "Reason": "Use example.org/hello." } ] }
        """;

    [Fact]
    public async Task It_says_what_becomes_of_each_file_and_why()
    {
        await using var bed = await ExplainBed.StartAsync(Rules);
        await bed.GetAsync("/example.org/hello/@v/v1.1.0.mod");

        var output = (await RunAsync(bed, "example.org/hello@v1.1.0")).Succeeded();

        var lines = output.Text.Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToList();
        lines[0].Should().Be($"example.org/hello@v1.1.0, asked for by nobody in particular from 127.0.0.1 on Plain ({bed.Gateway.AddressOf("Plain")}, Anonymous)");
        lines[1].Should().Be("go would get it, as far as is known without asking anybody.");
        lines.Should().ContainInOrder(
            "zip - nothing is kept: inside is asked first",
            "list nothing - none",
            "Routes (list, latest, info, mod, zip)",
            "private: is about corp.example",
            "public: takes it",
            "Rules (list, latest, info, mod, zip, checksum in sum.golang.org)",
            "Allow by default");
        lines.Should().Contain("mod 200 served as it is kept, from outside").And.Contain($"list {bed.Inside.Address}example.org/hello/@v/list > {bed.Outside.Address}example.org/hello/@v/list");
        output.Error.Should().BeEmpty();
    }

    [Fact]
    public async Task What_go_would_not_get_is_told_in_the_words_that_go_prints_and_exits_with_1()
    {
        await using var bed = await ExplainBed.StartAsync(Rules);

        var output = await RunAsync(bed, "example.org/text@v1.1.0");

        output.ExitCode.Should().Be(1);
        output.Text.Should().Contain("\ngo would not get it.\n").And.Contain(
            "What go would read (info, mod, zip)\n  forbidden: rule \"no-text\" denies example.org/text@v1.1.0\n  Use example.org/hello.\n  you have shown neither a certificate nor a token\n");
    }

    [Fact]
    public async Task Who_asks_can_be_supposed()
    {
        await using var bed = await ExplainBed.StartAsync(Rules);

        (await RunAsync(bed, "corp.example/auth@main", "--from", "10.1.2.3")).ExitCode.Should().Be(1);
        var alice = (await RunAsync(bed, "corp.example/auth@main", "--as", "alice", "--group", "ops", "--group=dev", "--from", "10.1.2.3", "--json")).Succeeded();
        var machine = await RunAsync(bed, "corp.example/auth@main", "--san", "build.corp.example", "--san", "ci.corp.example", "--listener", "plain");

        var json = JsonNode.Parse(alice.Text)!;
        json["client"]!["groups"]!.AsArray().Select(group => group!.GetValue<string>()).Should().Equal("ops", "dev");
        json["files"]!.AsArray().Select(file => file!["decision"]!["rule"]!.GetValue<string>()).Should().AllBe("dev");
        machine.Text.Should().StartWith("corp.example/auth@main, asked for by build.corp.example (certificate build.corp.example, certificate ci.corp.example) from 127.0.0.1 on Plain ");
    }

    [Theory]
    [InlineData("gateway explain: one module or one path is needed.")]
    [InlineData("gateway explain: --group needs a value.", "example.org/hello", "--group")]
    [InlineData("gateway explain: --as comes twice.", "example.org/hello", "--as", "alice", "--as", "bob")]
    [InlineData("gateway explain: \"Example.org/hello\"", "Example.org/hello")]
    public async Task Wrong_arguments_are_told(string words, params string[] arguments)
    {
        var output = await Typed.RunAsync(["explain", .. arguments]);

        output.ExitCode.Should().Be(2);
        output.Error.Should().StartWith(words).And.Contain("Usage: gateway explain");
    }

    [Fact]
    public async Task What_the_gateway_does_not_understand_is_usage_too()
    {
        await using var bed = await ExplainBed.StartAsync();

        var output = await RunAsync(bed, "example.org/hello", "--listener", "Plian");

        output.ExitCode.Should().Be(2);
        output.Error.Should().Contain("Did you mean Plain?");
    }

    [Fact]
    public async Task A_gateway_that_is_not_there_cannot_be_reached()
    {
        var output = await Typed.RunAsync("explain", "example.org/hello", $"--ops=http://127.0.0.1:{LoopbackPort.Free()}");

        output.ExitCode.Should().Be(1);
        output.Error.Should().MatchRegex("^gateway explain: http://127.0.0.1:[0-9]+/ cannot be reached: [^\n]+\n$");
    }

    private static Task<Output> RunAsync(ExplainBed bed, params string[] arguments) => Typed.RunAsync(["explain", .. arguments, "--ops", $"{bed.Gateway.AddressOf("Ops")}"]);
}
