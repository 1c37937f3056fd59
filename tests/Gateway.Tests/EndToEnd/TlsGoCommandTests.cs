using Gateway.Tests.Access;

namespace Gateway.Tests.EndToEnd;

/// <summary>The real go command over https, and so over HTTP/2.</summary>
public sealed class TlsGoCommandTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(GoRelease.Oldest)]
    [InlineData(GoRelease.Newest)]
    public async Task Modules_come_over_https(string release)
    {
        await using var bed = await new CertificateBed().StartAsync(clients: "Anonymous");
        using var go = Go(bed, release);

        (await go.RunAsync(Cancellation, "get", "example.org/hello@latest")).Succeeded();

        go.Downloaded.Should().Contain("example.org/hello@v1.2.0");
    }

    [Theory]
    [InlineData(GoRelease.Oldest)]
    [InlineData(GoRelease.Newest)]
    public async Task Who_cannot_show_a_certificate_reads_why_nothing_comes(string release)
    {
        await using var bed = await new CertificateBed().StartAsync(clients: "Certificate");
        using var go = Go(bed, release);

        var output = await go.RunAsync(Cancellation, "get", "example.org/hello@latest");

        output.ExitCode.Should().NotBe(0);
        output.Error.Should().Contain("401 Unauthorized").And.Contain("unauthorized: this listener asks for a client certificate");
    }

    private static GoCommand Go(CertificateBed bed, string release)
    {
        bed.Put("servers.pem", bed.Servers.Pem);
        var go = new GoCommand(release, bed.Edge.GetLeftPart(UriPartial.Authority));
        go.Environment["SSL_CERT_FILE"] = bed.PathOf("servers.pem");
        return go;
    }
}
