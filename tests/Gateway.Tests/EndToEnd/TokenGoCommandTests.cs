using Gateway.Tests.Access;

namespace Gateway.Tests.EndToEnd;

/// <summary>The real go command, which before 1.24 knows no credentials but those of its netrc file, with a JWT in it.</summary>
public sealed class TokenGoCommandTests : IAsyncLifetime
{
    private const string Module = "example.org/hello";

    private readonly CertificateBed _bed = new();
    private readonly TemporaryFolder _folder = new();
    private FakeIssuer _issuer = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _issuer = await FakeIssuer.StartAsync();
        await _bed.StartAsync(settings => settings.Set("Tokens:Issuers", _issuer.Settings()), "Token");
        await File.WriteAllTextAsync(_folder["ca.pem"], _bed.Servers.Pem, Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _bed.DisposeAsync();
        await _issuer.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(GoRelease.Oldest)]
    [InlineData(GoRelease.Newest)]
    public async Task It_gets_modules_with_a_token_in_its_netrc_file(string release)
    {
        using var go = await WithTokenAsync(release, _issuer.Issue());

        (await go.RunAsync(Cancellation, "mod", "download", $"{Module}@v1.1.0")).Succeeded();

        go.Downloaded.Should().Equal($"{Module}@v1.1.0");
    }

    [Fact]
    public async Task It_gets_modules_with_a_token_in_the_address_of_its_proxy()
    {
        using var go = await WithTokenAsync(GoRelease.Newest, null);
        go.Environment["GOPROXY"] = go.Environment["GOPROXY"].Replace("https://", $"https://anybody:{_issuer.Issue()}@", StringComparison.Ordinal);

        (await go.RunAsync(Cancellation, "mod", "download", $"{Module}@v1.1.0")).Succeeded();
    }

    [Fact]
    public async Task It_prints_that_a_token_has_ended_and_what_to_do()
    {
        using var go = await WithTokenAsync(GoRelease.Newest, _issuer.Issue(new { exp = _issuer.Seconds(TimeSpan.FromHours(-1)) }));

        var output = await go.RunAsync(Cancellation, "mod", "download", $"{Module}@v1.1.0");

        output.ExitCode.Should().NotBe(0);
        output.Error.Should().Contain("401 Unauthorized").And.MatchRegex(
            $"""
            server response:
            \s+unauthorized: the token ended at 2\d\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC
            \s+show a token of {_issuer.Authority} for gateway:
            \s+as Authorization: Bearer, or in the netrc file as password for this host
            \s+request [0-9a-f]+
            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task It_prints_that_a_token_is_needed()
    {
        using var go = await WithTokenAsync(GoRelease.Newest, null);

        var output = await go.RunAsync(Cancellation, "mod", "download", $"{Module}@v1.1.0");

        output.Error.Should().Contain("401 Unauthorized").And.Contain("unauthorized: this listener asks for a token");
    }

    private async Task<GoCommand> WithTokenAsync(string release, string? token)
    {
        var go = new GoCommand(release, _bed.Edge.GetLeftPart(UriPartial.Authority));
        go.Environment["SSL_CERT_FILE"] = _folder["ca.pem"];
        go.Environment["NETRC"] = _folder["netrc"];
        // Newer releases compare the port as well, where it is not the scheme's own.
        var lines = new[] { _bed.Edge.Host, _bed.Edge.Authority }.Select(machine => $"machine {machine} login x password {token}");
        await File.WriteAllLinesAsync(_folder["netrc"], token is null ? [] : lines, Cancellation);
        return go;
    }
}
