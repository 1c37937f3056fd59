using System.Net;
using System.Net.Sockets;
using Gateway.Tests.Access;

namespace Gateway.Tests.EndToEnd;

/// <summary>A real balancer in front, with TLS and client certificates going through it.</summary>
public sealed class HaproxyTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("send-proxy", 1)]
    [InlineData("send-proxy-v2", 1)]
    [InlineData("send-proxy-v2", 2)]
    [InlineData("send-proxy-v2-ssl-cn", 2)]
    public async Task The_address_behind_the_balancer_is_the_clients(string header, int http)
    {
        await using var bed = new CertificateBed();
        await bed.StartAsync(
            settings => settings.Set("Listeners:Edge:ProxyProtocol", "Required").Set("TrustedProxies", new System.Text.Json.Nodes.JsonArray("127.0.0.1/32")),
            "Certificate",
            new { Networks = new[] { "127.0.0.2/32" } });
        await using var balancer = await Haproxy.StartAsync(bed.Edge, header, Cancellation);
        var certificate = bed.Clients.IssueClient("build.corp.example");

        (await StatusAsync("127.0.0.2")).Should().Be(200);
        (await StatusAsync("127.0.0.3")).Should().Be(404, "the route takes requests from 127.0.0.2 alone");
        bed.Log.Of(7010).Should().BeEmpty("its health checks are connections of its own");

        async Task<int> StatusAsync(string from)
        {
            using var handler = new SocketsHttpHandler
            {
                UseProxy = false,
                SslOptions = bed.Tls(certificate),
                ConnectCallback = async (_, cancellation) =>
                {
                    var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                    socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
                    await socket.ConnectAsync(IPAddress.Loopback, balancer.Port, cancellation);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            };
            using var client = new HttpClient(handler) { DefaultRequestVersion = new Version(http, http == 1 ? 1 : 0), DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
            return (await CertificateBed.AskAsync(client, $"https://localhost:{balancer.Port}{CertificateBed.Mod}")).Status;
        }
    }
}
