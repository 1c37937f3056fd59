using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.Tests.Access;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Relay;

/// <summary>The whole way in without a certificate: go 1.24, <c>gateway goauth</c>, a login at a certified issuer, and a gateway that asks for its tokens.</summary>
public sealed partial class GoAuthToGatewayTests : IAsyncLifetime
{
    private readonly CertificateBed _bed = new();
    private readonly TemporaryFolder _home = new();
    private OidcProvider? _issuer;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private OidcProvider Issuer => _issuer!;

    private string Edge => _bed.Edge.GetLeftPart(UriPartial.Authority);

    private string[] Login => [Issuer.Issuer, "--client-id", OidcProvider.DeviceClient];

    public async ValueTask InitializeAsync()
    {
        _issuer = await OidcProvider.StartAsync(Cancellation);
        var issuers = new JsonArray(new JsonObject { ["Authority"] = Issuer.Issuer, ["Audiences"] = new JsonArray(OidcProvider.Audience) });
        await _bed.StartAsync(settings => settings.Set("Tokens:Issuers", issuers), clients: "Token");
        _bed.Put("servers.pem", _bed.Servers.Pem);
    }

    public async ValueTask DisposeAsync()
    {
        await _bed.DisposeAsync();
        await Issuer.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public async Task Who_is_logged_in_downloads_a_graph()
    {
        await LogInAsync();
        using var go = Go();

        (await go.RunAsync(Cancellation, "get", "example.org/hello@latest")).Succeeded();

        go.Downloaded.Should().Contain("example.org/hello@v1.2.0");
    }

    [Fact]
    public async Task Who_is_not_reads_in_go_what_the_gateway_asks_for()
    {
        using var go = Go();

        var output = await go.RunAsync(Cancellation, "get", "-x", "example.org/hello@v1.0.0");

        output.ExitCode.Should().Be(1);
        output.Error.Should().Contain("401 Unauthorized").And.Contain($"a token of {Issuer.Issuer} for {OidcProvider.Audience}")
            .And.Contain($"log in: gateway login {Issuer.Issuer}", "go shows what its helpers say with -x");
    }

    [Theory]
    [InlineData(GoRelease.Oldest, false)]
    [InlineData(GoRelease.Newest, true)]
    [InlineData(GoRelease.WithAuth, true)]
    public async Task A_netrc_file_names_the_host_with_its_port_but_for_the_oldest_go(string release, bool wantsPort)
    {
        using var go = new GoCommand(release, Edge);
        go.Environment["SSL_CERT_FILE"] = _bed.PathOf("servers.pem");
        go.Environment["NETRC"] = _bed.PathOf("netrc");
        var token = await Issuer.IssueAsync(Cancellation);

        _bed.Put("netrc", $"machine {(wantsPort ? _bed.Edge.Host : _bed.Edge.Authority)} login x password {token}\n");
        (await go.RunAsync(Cancellation, "get", "example.org/hello@v1.2.0")).Error.Should().Contain("401 Unauthorized");
        _bed.Put("netrc", $"machine {_bed.Edge.Host} login x password {token}\nmachine {_bed.Edge.Authority} login x password {token}\n");

        (await go.RunAsync(Cancellation, "get", "example.org/hello@v1.2.0")).Succeeded();
    }

    [Fact]
    public async Task A_relay_with_the_same_login_lets_an_older_go_in()
    {
        await LogInAsync();
        await using var relay = await RelayProcess.StartAsync(
            _home.Path, Cancellation,
            ["--to", Edge, "--authorities", _bed.PathOf("servers.pem"), "--device-login", .. Login]);
        using var go = new GoCommand(GoRelease.Oldest, relay.GoProxy);

        (await go.RunAsync(Cancellation, "get", "example.org/hello@latest")).Succeeded();

        relay.Error.Should().BeEmpty();
    }

    private GoCommand Go()
    {
        var go = new GoCommand(GoRelease.WithAuth, Edge);
        var start = GatewayProcess.Start(["goauth", "--for", Edge, "--device-login", .. Login]);
        go.Environment["GOAUTH"] = string.Join(' ', [start.FileName, .. start.ArgumentList]);
        go.Environment["XDG_STATE_HOME"] = _home[".local", "state"];
        go.Environment["SSL_CERT_FILE"] = _bed.PathOf("servers.pem");
        return go;
    }

    private async Task LogInAsync()
    {
        await using var login = RelayProcess.Run(_home.Path, ["login", .. Login]);
        await Issuer.ApproveAsync((await login.SaysAsync(CodeLine(), Cancellation)).Groups[1].Value);
        (await login.EndsAsync(Cancellation)).Should().Be(0);
    }

    [GeneratedRegex("enter the code ([A-Z0-9-]+)$")]
    private static partial Regex CodeLine();
}
