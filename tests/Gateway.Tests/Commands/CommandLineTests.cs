using System.Text.RegularExpressions;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Commands;

/// <summary>How the program understands what is typed.</summary>
public partial class CommandLineTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Usage: gateway [COMMAND]*", "help")]
    [InlineData("Usage: gateway [COMMAND]*", "--help")]
    [InlineData("Usage: gateway purge *", "purge", "--help")]
    [InlineData("Usage: gateway warm *", "warm", "--help")]
    [InlineData("Usage: gateway relay *", "relay", "--help")]
    [InlineData("Usage: go env -w GOAUTH='gateway goauth *", "goauth", "--help")]
    [InlineData("Usage: gateway login *", "login", "--help")]
    [InlineData("gateway ?*.?*.?*", "version")]
    public async Task What_is_asked_about_the_program_is_printed(string pattern, params string[] args)
    {
        var output = (await Typed.RunAsync(args)).Succeeded();

        output.Text.Should().Match(pattern);
        output.Error.Should().BeEmpty();
    }

    [Theory]
    [InlineData("gateway: purg is no command. Did you mean purge?", "purg", "example.org/hello")]
    [InlineData("gateway purge: one module, one path, one pattern or --all is needed.", "purge")]
    [InlineData("gateway purge: one module, one path, one pattern or --all is needed.", "purge", "example.org/a", "example.org/b")]
    [InlineData("gateway purge: one module, one path, one pattern or --all is needed.", "purge", "--all", "example.org/a")]
    [InlineData("gateway purge: \"\" is empty", "purge", "")]
    [InlineData("gateway purge: \"hello\" has no dot in its first element", "purge", "hello")]
    [InlineData("gateway purge: --opps is no option. Did you mean --ops?", "purge", "--opps", "x", "example.org/a")]
    [InlineData("gateway purge: --ops needs a value.", "purge", "--all", "--ops")]
    [InlineData("gateway purge: --ops comes twice.", "purge", "--ops=http://127.0.0.1:1", "--ops=http://127.0.0.1:2", "--all")]
    [InlineData("gateway purge: --ops is \"127.0.0.1:9090\"; an address such as http://127.0.0.1:9090 is needed.", "purge", "--all", "--ops=127.0.0.1:9090")]
    [InlineData("gateway warm: one file is needed, or - for standard input.", "warm")]
    [InlineData("gateway relay: --to is \"\"; the https address of the edge is needed", "relay")]
    [InlineData("gateway relay: --to is \"http://edge.corp.example\"; the https address", "relay", "--to", "http://edge.corp.example")]
    [InlineData("gateway relay: --to is \"…@edge.corp.example\"; the https address", "relay", "--to", "https://me:secret@edge.corp.example")]
    [InlineData("gateway relay: --listen is \"0.0.0.0:8082\"; a port or a loopback address", "relay", "--to=https://e.example", "--listen=0.0.0.0:8082")]
    [InlineData("gateway relay: --listen is \"[::]:8082\"; a port or a loopback address", "relay", "--to=https://e.example", "--listen=[::]:8082")]
    [InlineData("gateway relay: --listen is \"192.0.2.1:8082\"; a port or a loopback address", "relay", "--to=https://e.example", "--listen=192.0.2.1:8082")]
    [InlineData("gateway relay: --key needs --certificate.", "relay", "--to=https://e.example", "--key=x")]
    [InlineData("gateway relay: one of --token-file, --token-command, --device-login is enough.", "relay", "--to=https://e.example", "--token-file=x", "--token-command=y")]
    [InlineData("gateway relay: \"https://e.example\" is not understood.", "relay", "https://e.example")]
    [InlineData("gateway login: one issuer is needed.", "login", "--client-id", "x")]
    [InlineData("gateway login: the issuer is \"http://idp.corp.example\"; the https address of an issuer", "login", "http://idp.corp.example", "--client-id", "x")]
    [InlineData("gateway login: --client-id is needed", "login", "https://idp.corp.example")]
    [InlineData("gateway warm: --rate is \"0\"; a number from 1 to 1000 is needed.", "warm", "-", "--rate", "0")]
    [InlineData("gateway warm: /nowhere/go.sum cannot be read: ", "warm", "/nowhere/go.sum")]
    public async Task What_cannot_be_understood_ends_with_2_a_sentence_and_the_usage(string sentence, params string[] args)
    {
        var output = await Typed.RunAsync(args);

        output.ExitCode.Should().Be(2);
        output.Text.Should().BeEmpty();
        output.Error.Should().StartWith(sentence).And.Contain("\n\nUsage: gateway ");
    }

    [Fact]
    public async Task The_program_as_it_ships_has_the_commands()
    {
        await using var gateway = await GatewayProcess.StartAsync(
            Cancellation,
            "run",
            "--Listeners:Plain:Url=http://127.0.0.1:0",
            "--Listeners:Ops:Url=http://127.0.0.1:0",
            "--ReverseProxy:Clusters:golang:Destinations:a:Address=https://proxy.golang.invalid/",
            "--ReverseProxy:Clusters:sumdb:Destinations:a:Address=https://sum.golang.invalid/");

        var purged = await GatewayProcess.RunAsync(Cancellation, "purge", "--all", "--ops", $"{gateway.Ops}");
        var wrong = await GatewayProcess.RunAsync(Cancellation, "purge");

        purged.Succeeded().Text.Should().Be("Purged everything: 0 answers left memory, 0 left Redis.\n");
        await gateway.LogsAsync(Purged(), Cancellation);
        wrong.ExitCode.Should().Be(2);
    }

    [GeneratedRegex(@"\[9001\]")]
    private static partial Regex Purged();
}
