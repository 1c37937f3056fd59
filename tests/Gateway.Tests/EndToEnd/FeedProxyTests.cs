using System.Security.Cryptography.X509Certificates;
using Gateway.Lab;
using Gateway.Lab.Certificates;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Tests.Access.Advisories;
using Gateway.Tests.Caching;

namespace Gateway.Tests.EndToEnd;

/// <summary>Advisory feeds are read through the proxy that the environment names, where the proxy cannot change them.</summary>
public sealed class FeedProxyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FeedFolder _feed = new FeedFolder().Publish("GO-2026-0001", "example.org/text", "1.2.0");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _feed.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("https", "", true)]
    [InlineData("https", "127.0.0.1", false)]
    [InlineData("http", "", false)]
    public async Task A_feed_comes_through_the_proxy_over_https_alone_and_not_past_no_proxy(string scheme, string direct, bool isThroughProxy)
    {
        using var authority = new LabAuthority();
        using var server = authority.IssueServer();
        await File.WriteAllTextAsync(_folder["ca.pem"], authority.Pem, Cancellation);
        await File.WriteAllTextAsync(_folder["server.pem"], server.ExportCertificatePem(), Cancellation);
        await File.WriteAllTextAsync(_folder["server.key"], server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem(), Cancellation);
        var port = LoopbackPort.Free();
        await using var nginx = await Nginx.StartAsync(_feed.Path, $"listen 127.0.0.1:{port} ssl; ssl_certificate {_folder["server.pem"]}; ssl_certificate_key {_folder["server.key"]};", Cancellation);
        await using var proxy = await Tinyproxy.StartAsync(Cancellation);
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public() });
        var settings = new LabSettings().Cluster(origin).Route("*", "origin")
            .Set("Listeners:Ops:Url", "http://127.0.0.1:0")
            .Set("Advisories:go:Source", scheme == "https" ? $"https://127.0.0.1:{port}/" : nginx.Address.ToString())
            .Set("Advisories:go:Authorities", scheme == "https" ? _folder["ca.pem"] : "")
            .Set("Access:Rules", new System.Text.Json.Nodes.JsonArray(System.Text.Json.Nodes.JsonNode.Parse("""{ "Id": "vulnerable", "Effect": "Deny", "Advisories": { "Feed": "go" } }""")));
        await settings.WriteAsync(Directory.CreateDirectory(_folder["settings"]));
        var environment = new Dictionary<string, string> { ["HTTPS_PROXY"] = proxy.Address.ToString(), ["HTTP_PROXY"] = proxy.Address.ToString(), ["NO_PROXY"] = direct };

        await using var gateway = await GatewayProcess.StartAsync(environment, Cancellation, $"--settings={_folder["settings"]}");

        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        (await client.GetAsync($"{gateway.GoProxy}/example.org/text/@v/v1.1.0.zip", Cancellation)).StatusCode.Should().Be(System.Net.HttpStatusCode.Forbidden, "the feed was read");
        await Eventually.TrueAsync(() => proxy.Requests.Any() || !isThroughProxy, "the proxy told of it", Cancellation);
        proxy.Requests.Should().BeEquivalentTo(isThroughProxy ? [$"CONNECT 127.0.0.1:{port}"] : Array.Empty<string>());
        origin.Requests.Should().NotContain(request => request.Header("Via") != null && request.Header("Via")!.Contains("tinyproxy"), "clusters have a setting of their own");
    }
}
