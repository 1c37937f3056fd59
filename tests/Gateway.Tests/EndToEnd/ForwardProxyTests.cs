using System.Net;
using Gateway.Lab;
using Gateway.Lab.Certificates;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Tests.Caching;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Tests.EndToEnd;

/// <summary>Clusters that are reached through a forward proxy, YARP's <c>HttpClient:WebProxy</c>.</summary>
public sealed class ForwardProxyTests : IAsyncLifetime
{
    private const string Info = "/example.org/hello/@v/v1.2.0.info";

    private readonly TemporaryFolder _folder = new();
    private Tinyproxy? _proxy;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Tinyproxy Proxy => _proxy!;

    public async ValueTask InitializeAsync() => _proxy = await Tinyproxy.StartAsync(Cancellation);

    public async ValueTask DisposeAsync()
    {
        if (_proxy is not null)
        {
            await _proxy.DisposeAsync();
        }

        _folder.Dispose();
    }

    [Theory]
    [InlineData(GoRelease.Oldest)]
    [InlineData(GoRelease.Newest)]
    public async Task Modules_and_the_zips_they_are_redirected_to_come_through_the_proxy(string release)
    {
        await using var blobs = await Origin.StartAsync(OriginOptions.BlobHost(LabModules.Public()));
        await using var origin = await Origin.StartAsync(OriginOptions.PublicLike(LabModules.Public(), blobs.Address));
        await using var gateway = await StartAsync(origin, new { RedirectHosts = new[] { blobs.Address.Authority } });
        using var go = new GoCommand(release, gateway.GoProxy);

        (await go.RunAsync(Cancellation, "mod", "download", "example.org/large@v1.0.0")).Succeeded();

        // What the proxy prints is read here a moment after it has answered.
        await Eventually.TrueAsync(() => Proxy.Requests.Any(request => request.Contains("v1.0.0.zip", StringComparison.Ordinal) && request.StartsWith($"GET {blobs.Address}", StringComparison.Ordinal)), "the proxy told of the zip", Cancellation);
        Proxy.Requests.Should().Contain($"GET {origin.Address}example.org/large/@v/v1.0.0.mod")
            .And.Contain(request => request.StartsWith($"GET {blobs.Address}example.org/large/@v/v1.0.0.zip", StringComparison.Ordinal));
        origin.Requests.Should().OnlyContain(request => request.Header("Via")!.Contains("tinyproxy"));
        blobs.Requests.Should().OnlyContain(request => request.Header("Via")!.Contains("tinyproxy"));
    }

    [Fact]
    public async Task An_https_cluster_is_reached_through_a_tunnel_and_tells_the_proxy_nothing()
    {
        using var authority = new LabAuthority();
        using var certificate = authority.IssueServer();
        await using var origin = await Origin.StartAsync(OriginOptions.PublicLike(LabModules.Public()) with
        {
            Certificate = certificate,
            Protocols = HttpProtocols.Http1AndHttp2,
            Token = "secret",
        });
        await File.WriteAllTextAsync(_folder["ca.pem"], authority.Pem, Cancellation);
        await File.WriteAllTextAsync(_folder["token"], "secret", Cancellation);
        await using var gateway = await StartAsync(origin, new { Authorities = _folder["ca.pem"], TokenFile = _folder["token"] });

        (await gateway.Client.GetStringAsync(Info, Cancellation)).Should().Contain("v1.2.0");

        await Eventually.TrueAsync(() => Proxy.Requests.Any(), "the proxy told of it", Cancellation);
        Proxy.Requests.Should().Equal($"CONNECT {origin.Address.Authority}");
        origin.Requests.Last.Protocol.Should().Be("HTTP/2");
    }

    [Fact]
    public async Task A_tunnel_that_the_proxy_cannot_dig_is_an_outage_that_names_the_proxy()
    {
        using var authority = new LabAuthority();
        using var certificate = authority.IssueServer();
        await using var origin = await Origin.StartAsync(OriginOptions.PublicLike(LabModules.Public()) with { Certificate = certificate });
        await using var gateway = await StartAsync(origin, null);
        await origin.StopAsync();

        var response = await gateway.Client.GetAsync(Info, Cancellation);

        response.StatusCode.Should().Be(HttpStatusCode.BadGateway);
        (await response.Content.ReadAsStringAsync(Cancellation)).Should().Contain("golang cannot be reached through its HTTP proxy");
    }

    [Fact]
    public async Task A_proxy_that_is_gone_is_an_outage()
    {
        await using var origin = await Origin.StartAsync(OriginOptions.PublicLike(LabModules.Public()));
        await using var gateway = await StartAsync(origin, null);
        await Proxy.StopAsync();

        var response = await gateway.Client.GetAsync(Info, Cancellation);

        response.StatusCode.Should().Be(HttpStatusCode.BadGateway);
        origin.Requests.Should().BeEmpty("a proxy is not walked around");
    }

    private Task<LabGateway> StartAsync(Origin origin, object? upstream) => LabGateway.StartAsync(new LabSettings()
        .Cluster(origin, upstream)
        .Route("*", origin.Name)
        .WithCluster(origin.Name, "HttpClient", new { WebProxy = new { Address = Proxy.Address } }));
}
