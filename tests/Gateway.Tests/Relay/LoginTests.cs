using System.Runtime.Versioning;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gateway.Tests.Access;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Relay;

/// <summary>Logging in at a certified issuer by the device flow, and what becomes of the login.</summary>
[SupportedOSPlatform("linux")]
public sealed partial class LoginTests : IAsyncLifetime
{
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryFolder _home = new();
    private OidcProvider? _issuer;
    private RelayBed? _bed;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private OidcProvider Issuer => _issuer!;

    private RelayBed Bed => _bed!;

    private string State => _home[".local", "state", "gateway"];

    private string LoginFile => Directory.GetFiles(State, "login-*.json").Single();

    private string[] Login => ["login", Issuer.Issuer, "--client-id", OidcProvider.DeviceClient];

    private string[] GoAuth =>
        ["goauth", "--for", $"{Bed.Edge.Address}", "--device-login", Issuer.Issuer, "--client-id", OidcProvider.DeviceClient];

    public async ValueTask InitializeAsync()
    {
        // So short that every token is taken for ended at once: each use refreshes.
        _issuer = await OidcProvider.StartAsync(Cancellation, TimeSpan.FromSeconds(20));
        _bed = await RelayBed.StartEdgeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Issuer.DisposeAsync();
        await Bed.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public async Task Who_logs_in_has_a_login_that_nobody_else_can_read()
    {
        await LogInAsync();

        File.GetUnixFileMode(State).Should().Be(OwnersFile | UnixFileMode.UserExecute);
        File.GetUnixFileMode(LoginFile).Should().Be(OwnersFile);
        Directory.GetFiles(State).Should().OnlyContain(file => file == LoginFile || file == LoginFile + ".lock");
    }

    [Fact]
    public async Task Goauth_gives_tokens_of_the_login_and_its_refresh_token_changes_on_the_way()
    {
        await LogInAsync();
        var before = Stored("RefreshToken");

        var first = await TokenAsync();
        var second = await TokenAsync();

        Claims(first).GetProperty("sub").GetString().Should().Be("alice");
        Claims(first).GetProperty("aud").GetString().Should().Be(OidcProvider.Audience);
        second.Should().NotBe(first);
        Stored("RefreshToken").Should().NotBe(before);
        File.GetUnixFileMode(LoginFile).Should().Be(OwnersFile);
    }

    [Fact]
    public async Task Many_commands_at_once_use_a_refresh_token_one_after_the_other()
    {
        await LogInAsync();

        var tokens = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => TokenAsync()));

        // A refresh token that is used twice would end the login.
        tokens.Should().OnlyHaveUniqueItems();
        (await TokenAsync()).Should().NotBeEmpty();
    }

    [Fact]
    public async Task A_relay_logs_in_at_its_start_and_shows_fresh_tokens()
    {
        await using var relay = RelayProcess.Run(
            _home.Path,
            ["relay", "--listen", "0", "--to", $"{Bed.Edge.Address}", "--authorities", Bed.Folder["ca.pem"], "--device-login", Issuer.Issuer, "--client-id", OidcProvider.DeviceClient]);
        var code = (await relay.SaysAsync(CodeLine(), Cancellation)).Groups[1].Value;
        await Issuer.ApproveAsync(code);
        var proxy = (await relay.PrintsAsync(ProxyLine(), Cancellation)).Groups[1].Value;
        using var client = new HttpClient();

        (await client.GetStringAsync($"{proxy}/example.org/hello/@v/list", Cancellation)).Should().Be("hello");

        Claims(Bed.Edge.Asked[^1].Token!).GetProperty("sub").GetString().Should().Be("alice");
        relay.Output.Concat(relay.Error).Should().NotContain(line => line.Contains("eyJ") || line.Contains(Stored("RefreshToken")));
    }

    [Fact]
    public async Task Who_says_no_is_not_logged_in()
    {
        await using var login = RelayProcess.Run(_home.Path, Login);
        await Issuer.DenyAsync((await login.SaysAsync(CodeLine(), Cancellation)).Groups[1].Value);

        (await login.EndsAsync(Cancellation)).Should().Be(1);
        login.Error.Should().Contain(line => line.StartsWith($"gateway login: {Issuer.Issuer} refused the login: access_denied"));
        Directory.Exists(State).Should().BeFalse();
    }

    [Fact]
    public async Task A_login_that_the_issuer_has_forgotten_has_to_be_made_again()
    {
        await LogInAsync();
        await Issuer.StopAsync();
        await Issuer.StartAgainAsync(Cancellation);

        var output = await RunAsync(GoAuth);

        output.ExitCode.Should().Be(1);
        output.Error.Should().Contain("has ended: the issuer does not take its refresh token any more")
            .And.Contain($"log in again: gateway login {Issuer.Issuer} --client-id {OidcProvider.DeviceClient}");
        Directory.GetFiles(State, "login-*.json").Should().BeEmpty();
    }

    [Fact]
    public async Task An_issuer_that_is_away_ends_no_login()
    {
        await LogInAsync();
        await Issuer.StopAsync();

        var output = await RunAsync(GoAuth);

        output.ExitCode.Should().Be(1);
        output.Error.Should().Contain("refused the connection");
        File.Exists(LoginFile).Should().BeTrue();
    }

    [Theory]
    [InlineData(OwnersFile | UnixFileMode.GroupRead)]
    [InlineData(OwnersFile | UnixFileMode.OtherRead)]
    [InlineData(OwnersFile | UnixFileMode.OtherWrite)]
    public async Task A_login_that_others_can_read_is_not_used(UnixFileMode mode)
    {
        await LogInAsync();
        File.SetUnixFileMode(LoginFile, mode);

        var output = await RunAsync(GoAuth);

        output.ExitCode.Should().Be(1);
        output.Error.Should().Contain("is open to other users");
    }

    [Fact]
    public async Task A_folder_that_others_can_look_into_is_not_used()
    {
        Directory.CreateDirectory(State, OwnersFile | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);

        var output = await RunAsync("relay", "--listen", "0", "--to", $"{Bed.Edge.Address}", "--secret");

        output.ExitCode.Should().Be(1);
        output.Error.Should().Contain("is open to other users").And.Contain($"chmod 700 {State}");
    }

    [Fact]
    public async Task A_login_can_be_forgotten()
    {
        await LogInAsync();

        (await RunAsync([.. Login, "--forget"])).Succeeded().Text.Should().Be($"The login at {Issuer.Issuer} is forgotten.\n");

        (await RunAsync(GoAuth)).Error.Should().Contain("you are not logged in");
    }

    private async Task LogInAsync()
    {
        await using var login = RelayProcess.Run(_home.Path, Login);
        await Issuer.ApproveAsync((await login.SaysAsync(CodeLine(), Cancellation)).Groups[1].Value);
        (await login.EndsAsync(Cancellation)).Should().Be(0, string.Join('\n', login.Error));
        login.Output.Should().Equal($"You are logged in at {Issuer.Issuer}.");
    }

    private async Task<string> TokenAsync()
    {
        var output = (await RunAsync(GoAuth)).Succeeded();
        return Regex.Match(output.Text, "^Authorization: Bearer (.+)$", RegexOptions.Multiline).Groups[1].Value;
    }

    private Task<Output> RunAsync(params string[] arguments)
    {
        var start = GatewayProcess.Start(arguments);
        return Execution.RunAsync(
            start.FileName, start.ArgumentList, "/", new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", ["HOME"] = _home.Path }, Cancellation);
    }

    private string Stored(string name) => JsonDocument.Parse(File.ReadAllText(LoginFile)).RootElement.GetProperty(name).GetString()!;

    private static JsonElement Claims(string token) =>
        JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1])).RootElement;

    [GeneratedRegex("enter the code ([A-Z0-9-]+)$")]
    private static partial Regex CodeLine();

    [GeneratedRegex(@"GOPROXY=(\S+)$")]
    private static partial Regex ProxyLine();
}
