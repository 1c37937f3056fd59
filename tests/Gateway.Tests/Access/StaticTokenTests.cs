using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.Access.Tokens;
using Gateway.Tests.Commands;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Access;

/// <summary>The gateway's own tokens: made by the command, known by the file.</summary>
public sealed partial class StaticTokenTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string File => _folder["tokens"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_token_that_the_command_made_is_let_in_until_its_line_is_taken_out()
    {
        var (ci, line) = await MakeAsync("--name", "ci", "--groups", "build, deploy");
        var (other, otherLine) = await MakeAsync("--name", "other", "--expires=never");
        await WriteAsync("# build machines", "", line, otherLine);
        await using var bed = await StartAsync();

        (await bed.BearerAsync(ci)).IsLetIn.Should().BeTrue();
        (await bed.BasicAsync("anybody", ci)).IsLetIn.Should().BeTrue();
        (await bed.BearerAsync(other)).IsLetIn.Should().BeTrue();
        await WriteAsync(otherLine);
        (await bed.Gateway.ReloadAsync(await System.IO.File.ReadAllTextAsync(bed.Gateway.SettingsFile, Cancellation))).Should().BeTrue();

        var gone = await bed.BearerAsync(ci);
        gone.Text.Should().StartWith("unauthorized: the token is not one of this gateway's own, or was taken back\nshow a token of this gateway's own:\n");
        gone.Headers.GetValues("WWW-Authenticate").Should().Equal(
            "Basic realm=\"edge\", charset=\"UTF-8\"",
            "Bearer realm=\"edge\", error=\"invalid_token\", error_description=\"the token is not one of this gateway's own, or was taken back\"");
        (await bed.BearerAsync(other)).IsLetIn.Should().BeTrue();
    }

    [Fact]
    public async Task A_broken_file_keeps_the_tokens_that_were_known()
    {
        var (token, line) = await MakeAsync("--name", "ci");
        await WriteAsync(line);
        await using var bed = await StartAsync();

        await WriteAsync(line, token);
        (await bed.Gateway.ReloadAsync(await System.IO.File.ReadAllTextAsync(bed.Gateway.SettingsFile, Cancellation))).Should().BeFalse();

        (await bed.BearerAsync(token)).IsLetIn.Should().BeTrue();
    }

    [Fact]
    public async Task A_token_ends_when_its_line_says_so()
    {
        var time = new ManualTime();
        var (token, line) = await MakeAsync("--name", "ci");
        var end = time.GetUtcNow().AddMinutes(2);
        await WriteAsync(Regex.Replace(line, "\"expires\":\"[^\"]*\"", $"\"expires\":\"{end:O}\""));
        await using var bed = await StartAsync(time);

        (await bed.BearerAsync(token)).IsLetIn.Should().BeTrue();
        time.Move(TimeSpan.FromMinutes(2));

        (await bed.BearerAsync(token)).Text.Should().StartWith("unauthorized: the token ended at 2026-01-02 03:06:05 UTC\n");
    }

    [Fact]
    public async Task Callers_who_take_turns_on_one_connection_are_told_apart()
    {
        var (builder, line) = await MakeAsync("--name", "builder", "--groups", "build");
        var (other, otherLine) = await MakeAsync("--name", "other");
        await WriteAsync(line, otherLine);
        await using var bed = await TokenBed.StartAsync([], change: settings => settings.Set("Tokens:StaticFile", File)
            .Set("Access", JsonNode.Parse("""{ "Default": "Deny", "Rules": [ { "Id": "builders", "Effect": "Allow", "Who": [ "group:build" ] } ] }""")));

        for (var turn = 0; turn < 3; turn++)
        {
            // What was shown before is looked up, and what has never been shown is judged.
            (await bed.BearerAsync(builder)).IsLetIn.Should().BeTrue();
            (await bed.BearerAsync(builder[..^1] + (builder[^1] == 'a' ? 'b' : 'a'))).Status.Should().Be(401);
            (await bed.BearerAsync(other)).Status.Should().Be(403);
            (await bed.BearerAsync(null)).Status.Should().Be(401);
        }
    }

    [Fact]
    public async Task A_token_that_is_off_by_a_letter_is_refused()
    {
        var (token, line) = await MakeAsync("--name", "ci");
        var (another, _) = await MakeAsync("--name", "ci");
        await WriteAsync(line);
        await using var bed = await StartAsync();

        for (var i = StaticToken.Prefix.Length; i < token.Length; i++)
        {
            var wrong = token[..i] + (token[i] == 'a' ? 'b' : 'a') + token[(i + 1)..];
            (await bed.BearerAsync(wrong)).Status.Should().Be(401, $"letter {i} is another");
        }

        (await bed.BearerAsync(another)).Status.Should().Be(401);
        // The id of one with the secret of another, written as it should be.
        StaticTokens.Parse("f", line, []).Judge(another, DateTimeOffset.MinValue).Caller.Should().BeNull();
    }

    [Fact]
    public async Task The_line_holds_no_secret_and_the_token_looks_like_one_to_scanners()
    {
        var (token, line) = await MakeAsync("--name", "ci", "--groups", "a,b", "--expires", "12h");

        token.Should().MatchRegex("^gwt_[0-9A-Za-z]{57}$");
        StaticToken.IsOne(token).Should().BeTrue();
        line.Should().NotContain(token[12..]).And.NotContain(token[12..40]);
        var json = JsonNode.Parse(line)!;
        json["name"]!.GetValue<string>().Should().Be("ci");
        json["groups"]!.AsArray().Select(group => group!.GetValue<string>()).Should().Equal("a", "b");
        json["expires"]!.GetValue<DateTimeOffset>().Should().BeCloseTo(TimeProvider.System.GetUtcNow().AddHours(12), TimeSpan.FromMinutes(5));
    }

    [Theory]
    [InlineData("needs one line", "new")]
    [InlineData("new is the one thing", "--name", "ci")]
    [InlineData("new is the one thing", "list", "--name", "ci")]
    [InlineData("--groups needs one line", "new", "--name", "ci", "--groups", "a,b\nc")]
    [InlineData("--expires is \"soon\"; days such as 90d", "new", "--name", "ci", "--expires", "soon")]
    [InlineData("--expires is \"0d\"; days such as 90d", "new", "--name", "ci", "--expires", "0d")]
    [InlineData("--expires is \"99999d\"; days such as 90d", "new", "--name", "ci", "--expires", "99999d")]
    [InlineData("--nam is no option. Did you mean --name?", "new", "--nam", "ci")]
    public async Task Wrong_arguments_are_told(string words, params string[] arguments)
    {
        var output = await Typed.RunAsync(["token", .. arguments]);

        output.ExitCode.Should().Be(2);
        output.Error.Should().StartWith("gateway token: ").And.Contain(words).And.Contain("Usage: gateway token new");
    }

    [Theory]
    [InlineData("gwt_0123", "line 1 is no line that gateway token new prints.")]
    [InlineData("{}", "line 1 is no line that gateway token new prints.")]
    [InlineData("{\"id\":\"12345678\",\"name\":\"a\",\"salt\":\"AAAA\",\"hash\":\"AAAA\"}", "line 1 is no line that gateway token new prints.")]
    [InlineData("{\"id\":\"12345678\",\"name\":\"a\",\"admin\":true}", "line 1 is no line that gateway token new prints.")]
    public void A_wrong_line_is_told_by_its_number_and_not_repeated(string line, string words)
    {
        var faults = new List<string>();

        StaticTokens.Parse("tokens", line, faults);

        faults.Should().Equal($"Tokens:StaticFile, tokens, {words}");
    }

    private Task<TokenBed> StartAsync(TimeProvider? time = null) => TokenBed.StartAsync([], change: settings => settings.Set("Tokens:StaticFile", File), time: time);

    private Task WriteAsync(params string[] lines) => System.IO.File.WriteAllLinesAsync(File, lines, Cancellation);

    private static async Task<(string Token, string Line)> MakeAsync(params string[] arguments)
    {
        var output = (await Typed.RunAsync(["token", "new", .. arguments])).Succeeded();
        return (TokenInText().Match(output.Text).Value, LineInText().Match(output.Text).Value);
    }

    [GeneratedRegex(@"gwt_\w+")]
    private static partial Regex TokenInText();

    [GeneratedRegex(@"\{.*\}")]
    private static partial Regex LineInText();
}
