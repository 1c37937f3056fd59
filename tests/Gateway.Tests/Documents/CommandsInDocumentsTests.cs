using System.Text.RegularExpressions;
using Gateway.Tests.Commands;
using Gateway.Tests.Deployment;

namespace Gateway.Tests.Documents;

/// <summary>The commands that a newcomer copies: their programs, projects, services and options are there.</summary>
public partial class CommandsInDocumentsTests
{
    private static readonly string[] Documents = ["README.md", "docs/deployment.md", "docs/operations.md", "CONTRIBUTING.md"];

    public static TheoryData<string> GatewayCommands => new(Blocks().SelectMany(text => GatewayCommand().Matches(text)).Select(match => match.Groups[1].Value).Distinct());

    [Theory]
    [MemberData(nameof(GatewayCommands))]
    public async Task A_command_of_the_gateway_is_one_with_these_options(string command)
    {
        var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries).TakeWhile(word => !word.StartsWith('#')).ToArray();
        var usage = (await Typed.RunAsync(words[0], "--help")).Succeeded();

        usage.Text.Should().StartWith("Usage: ").And.Contain($"gateway {words[0]}");
        var options = words.Skip(1).Where(word => word.StartsWith("--", StringComparison.Ordinal)).Select(word => word.Split('=')[0]);
        var known = usage.Text + string.Join(' ', await Task.WhenAll(words.Skip(1).Take(1).Where(word => char.IsAsciiLetterLower(word[0]) && word.All(char.IsAsciiLetterLower)).Select(HelpAsync)));
        options.Should().OnlyContain(option => known.Contains(option));

        async Task<string> HelpAsync(string word) => (await Typed.RunAsync(words[0], word, "--help")).Text;
    }

    [Fact]
    public void Every_project_script_and_service_that_a_command_names_is_there()
    {
        var text = string.Join('\n', Blocks());
        var compose = new ComposeFile();
        var services = ComposeUp().Matches(text).SelectMany(match => match.Groups[2].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        var profiles = ComposeUp().Matches(text).Select(match => match.Groups[1].Value).Where(profile => profile.Length > 0);

        Project().Matches(text).Select(match => match.Groups[1].Value).Should().NotBeEmpty().And.OnlyContain(project => Directory.Exists(Path.Combine(Repository.Root, project)));
        Script().Matches(text).Select(match => match.Groups[1].Value).Should().Contain(["tests/run", "deploy/publish"])
            .And.OnlyContain(script => (File.GetUnixFileMode(Path.Combine(Repository.Root, script)) & UnixFileMode.UserExecute) != 0);
        services.Should().NotBeEmpty().And.BeSubsetOf(compose.Services.Keys);
        profiles.Should().BeSubsetOf(compose.Services.Values.SelectMany(ComposeFile.Profiles));
    }

    private static IEnumerable<string> Blocks() => Documents.SelectMany(document => Block().Matches(Repository.Read(document)).Select(match => match.Groups[1].Value));

    [GeneratedRegex(@"```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("""(?:^|GOAUTH=")gateway ([^\n"]+)""", RegexOptions.Multiline)]
    private static partial Regex GatewayCommand();

    [GeneratedRegex(@"--project (\S+)")]
    private static partial Regex Project();

    [GeneratedRegex(@"^((?:tests|deploy|certs|\.ci)/\S+)", RegexOptions.Multiline)]
    private static partial Regex Script();

    [GeneratedRegex(@"docker compose (?:--profile (\S+) )?up(?: --build)?([a-z0-9 -]*)")]
    private static partial Regex ComposeUp();
}
