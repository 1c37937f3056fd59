using System.Net.Http.Headers;
using Gateway.Lab;
using Gateway.Lab.Certificates;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Tests.Access;
using Gateway.Tests.Caching;
using Gateway.Tests.Exchanging;

namespace Gateway.Tests.EndToEnd;

/// <summary>Issuers are asked, for their keys and for other tokens, through the proxy that the environment names, where the proxy sees and changes nothing.</summary>
public sealed class IssuerProxyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("https", "", true)]
    [InlineData("https", "127.0.0.1", false)]
    [InlineData("http", "", false)]
    public async Task An_issuer_is_asked_through_the_proxy_over_https_alone_and_not_past_no_proxy(string scheme, string direct, bool isThroughProxy)
    {
        using var authority = new LabAuthority();
        using var server = authority.IssueServer();
        var certificate = scheme == "https" ? server : null;
        await using var issuer = await FakeIssuer.StartAsync(certificate: certificate);
        await using var exchange = await ExchangePoint.StartAsync(certificate);
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "inside", Library = LabModules.Public(), Certificate = server });
        await using var proxy = await Tinyproxy.StartAsync(Cancellation);
        await WriteAsync(authority, issuer, exchange, origin);
        var environment = new Dictionary<string, string> { ["HTTPS_PROXY"] = proxy.Address.ToString(), ["HTTP_PROXY"] = proxy.Address.ToString(), ["NO_PROXY"] = direct };

        await using var gateway = await GatewayProcess.StartAsync(environment, Cancellation, $"--settings={_folder["settings"]}");

        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", issuer.Issue());
        await client.GetStringAsync($"{gateway.GoProxy}/example.org/hello/@v/list", Cancellation);
        origin.Requests.Last.Authorization.Should().Be("Bearer exchanged-1", "the token was checked and exchanged");
        await Eventually.TrueAsync(() => proxy.Requests.Distinct().Count() >= 2 || !isThroughProxy, "the proxy told of both", Cancellation);
        proxy.Requests.Distinct().Should().BeEquivalentTo(
            isThroughProxy ? new[] { issuer.Authority, exchange.Address }.Select(address => $"CONNECT {new Uri(address).Authority}") : [], "clusters have a setting of their own");
    }

    private async Task WriteAsync(LabAuthority authority, FakeIssuer issuer, ExchangePoint exchange, Origin origin)
    {
        var trusted = _folder["ca.pem"];
        await File.WriteAllTextAsync(trusted, authority.Pem, Cancellation);
        var settings = new LabSettings()
            .Cluster(origin, new
            {
                Trust = "Internal",
                ForwardIdentity = "Exchange",
                Authorities = trusted,
                TokenExchange = new { Endpoint = exchange.Address, Audience = "nexus", ClientId = "edge", Authorities = trusted },
            })
            .Route("*", origin.Name)
            .Secret("Upstreams:inside:TokenExchange:ClientSecretFile", "secret")
            .Set("Listeners:Plain:Clients", "Token")
            .Set("Listeners:Ops:Url", "http://127.0.0.1:0")
            .Set("Tokens:Issuers", issuer.Settings(new { Authorities = trusted }));
        await settings.WriteAsync(Directory.CreateDirectory(_folder["settings"]));
    }
}
