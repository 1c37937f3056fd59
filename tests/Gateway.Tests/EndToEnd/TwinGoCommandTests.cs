using Gateway.Tests.Access;

namespace Gateway.Tests.EndToEnd;

/// <summary>That go 1.24 repeats what is refused over https, and only it, and is recognised when it does.</summary>
public sealed class TwinGoCommandTests : IAsyncLifetime
{
    private readonly CertificateBed _bed = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _bed.StartAsync(clients: "Anonymous");
        _bed.Put("servers.pem", _bed.Servers.Pem);
    }

    public ValueTask DisposeAsync() => _bed.DisposeAsync();

    [Theory]
    [InlineData(GoRelease.Oldest, false)]
    [InlineData(GoRelease.Newest, false)]
    [InlineData(GoRelease.WithAuth, true)]
    public async Task A_module_that_is_not_there_is_asked_for_twice_by_go_1_24(string release, bool hasTwin)
    {
        using var twins = new Counted("gateway.edge.twins", _bed.Gateway);
        using var go = new GoCommand(release, _bed.Edge.GetLeftPart(UriPartial.Authority));
        go.Environment["SSL_CERT_FILE"] = _bed.PathOf("servers.pem");

        var output = await go.RunAsync(Cancellation, "mod", "download", "example.org/nowhere@v1.0.0");

        output.ExitCode.Should().Be(1);
        output.Error.Should().Contain("404 Not Found").And.Contain("not found: example.org/nowhere@v1.0.0");
        twins.Sum.Should().Be(hasTwin ? 1 : 0);
    }
}
