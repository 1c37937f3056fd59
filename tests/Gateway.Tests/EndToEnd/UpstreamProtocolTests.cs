using Gateway.Lab;
using Gateway.Lab.Certificates;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Lab.Origins.Faults;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Tests.EndToEnd;

/// <summary>HTTP/2 and HTTP/1.1 to clusters, in the clear and over TLS, with the go command in front.</summary>
public sealed class UpstreamProtocolTests : IDisposable
{
    private const string Large = "example.org/large@v1.0.0";

    private readonly TemporaryFolder _folder = new();
    private readonly LabAuthority _authority = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task HTTP_2_in_the_clear_is_spoken_where_the_cluster_says_so()
    {
        await using var origin = await Origin.StartAsync(Public(HttpProtocols.Http2));
        await using var gateway = await LabGateway.StartAsync(
            Settings(origin).WithCluster(origin.Name, "HttpRequest", new { Version = "2", VersionPolicy = "RequestVersionExact" }));

        await DownloadAsync(gateway);

        origin.Requests.Should().OnlyContain(request => request.Protocol == "HTTP/2");
    }

    [Theory]
    [InlineData(HttpProtocols.Http1AndHttp2, "HTTP/2")]
    [InlineData(HttpProtocols.Http1, "HTTP/1.1")]
    public async Task Over_TLS_the_cluster_chooses(HttpProtocols offered, string spoken)
    {
        using var certificate = _authority.IssueServer();
        await using var origin = await Origin.StartAsync(Public(offered) with { Certificate = certificate });
        await using var gateway = await LabGateway.StartAsync(Settings(origin));

        await DownloadAsync(gateway);

        origin.Requests.Should().OnlyContain(request => request.Protocol == spoken);
    }

    [Fact]
    public async Task A_zip_that_breaks_over_HTTP_2_is_taken_up_where_it_broke()
    {
        using var certificate = _authority.IssueServer();
        await using var origin = await Origin.StartAsync(Public(HttpProtocols.Http2) with { Certificate = certificate });
        await using var gateway = await LabGateway.StartAsync(Settings(origin));
        origin.Break(Fault.DieInBody(1 << 20), request => request.Path.EndsWith("large/@v/v1.0.0.zip", StringComparison.Ordinal), times: 1);

        await DownloadAsync(gateway);

        origin.Requests.Should().ContainSingle(request => request.Header("Range") != null);
    }

    [Fact]
    public async Task A_zip_that_breaks_over_HTTP_2_and_cannot_be_taken_up_again_does_not_look_whole()
    {
        using var certificate = _authority.IssueServer();
        await using var origin = await Origin.StartAsync(Public(HttpProtocols.Http2) with { Certificate = certificate, HasValidators = false });
        await using var gateway = await LabGateway.StartAsync(Settings(origin));
        origin.Break(Fault.DieInBody(1 << 20), request => request.Path.EndsWith(".zip", StringComparison.Ordinal));
        using var go = new GoCommand(GoRelease.Newest, gateway.GoProxy);

        var output = await go.RunAsync(Cancellation, "mod", "download", Large);

        output.ExitCode.Should().Be(1);
        output.Error.Should().MatchRegex("unexpected EOF|connection reset by peer|EOF|broke off on its way");
        go.Downloaded.Should().BeEmpty();
    }

    private static OriginOptions Public(HttpProtocols protocols) => OriginOptions.PublicLike(LabModules.Public()) with { Protocols = protocols };

    private static async Task DownloadAsync(LabGateway gateway)
    {
        using var go = new GoCommand(GoRelease.Newest, gateway.GoProxy);
        (await go.RunAsync(Cancellation, "mod", "download", Large, "example.org/hello@v1.2.0")).Succeeded();
    }

    private LabSettings Settings(Origin origin)
    {
        File.WriteAllText(_folder["ca.pem"], _authority.Pem);
        return new LabSettings().Cluster(origin, new { Authorities = _folder["ca.pem"] }).Route("*", origin.Name);
    }
}
