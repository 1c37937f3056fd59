using System.Security.Cryptography.X509Certificates;
using Gateway.Tests.Access;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Relay;

/// <summary>The real go command, <c>gateway relay</c>, and a gateway that asks for a client certificate.</summary>
public sealed class RelayToGatewayTests : IAsyncLifetime
{
    private readonly CertificateBed _bed = new();

    public static TheoryData<string> Releases => [GoRelease.Oldest, GoRelease.Newest, GoRelease.WithAuth];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string[] Arguments => ["--to", _bed.Edge.GetLeftPart(UriPartial.Authority), "--authorities", _bed.PathOf("servers.pem")];

    public async ValueTask InitializeAsync()
    {
        await _bed.StartAsync();
        _bed.Put("servers.pem", _bed.Servers.Pem);
        using var certificate = _bed.Clients.IssueClient("alice.corp.example");
        using var key = certificate.GetECDsaPrivateKey()!;
        _bed.Put("alice.pem", certificate.ExportCertificatePem());
        _bed.Put("alice.key", key.ExportPkcs8PrivateKeyPem());
    }

    public ValueTask DisposeAsync() => _bed.DisposeAsync();

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task With_a_certificate_go_is_let_in(string release)
    {
        using var home = new TemporaryFolder();
        await using var relay = await RelayProcess.StartAsync(
            home.Path, Cancellation, [.. Arguments, "--certificate", _bed.PathOf("alice.pem"), "--key", _bed.PathOf("alice.key")]);
        using var go = new GoCommand(release, relay.GoProxy);

        (await go.RunAsync(Cancellation, "get", "example.org/hello@latest")).Succeeded();

        go.Downloaded.Should().Contain("example.org/hello@v1.2.0");
        relay.Error.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task Without_one_go_prints_what_the_gateway_asks_for(string release)
    {
        using var home = new TemporaryFolder();
        await using var relay = await RelayProcess.StartAsync(home.Path, Cancellation, Arguments);
        using var go = new GoCommand(release, relay.GoProxy);

        var output = await go.RunAsync(Cancellation, "get", "example.org/hello@v1.0.0");

        output.ExitCode.Should().Be(1);
        output.Error.Should().Contain("server response:").And.Contain("certificate");
    }
}
