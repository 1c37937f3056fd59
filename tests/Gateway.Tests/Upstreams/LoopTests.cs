using System.Net;
using System.Net.Sockets;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Lab.Origins.Faults;
using Gateway.Tests.Caching;

namespace Gateway.Tests.Upstreams;

/// <summary>An upstream that does not pass <c>Via</c> and has the gateway as its own upstream.</summary>
public class LoopTests
{
    private const string Mod = "/example.org/hello/@v/v1.1.0.mod";

    [Fact]
    public async Task A_destination_that_asks_back_for_what_it_is_asked_is_told_at_once()
    {
        await using var athens = await Origin.StartAsync(OriginOptions.AthensLike(LabModules.Public()) with { Host = IPAddress.Parse("127.0.0.2") });
        await using var gateway = await LabGateway.StartAsync(new LabSettings().Cluster(athens, new { Kind = "Athens" }).Route("*", "athens"));
        athens.Fault = Fault.Silence;
        var first = gateway.Client.GetAsync(Mod, TestContext.Current.CancellationToken);
        await athens.HoldsAsync(1, TestContext.Current.CancellationToken);

        using var asksBack = ClientAt("127.0.0.2", gateway);
        using var back = await asksBack.GetAsync(Mod, TestContext.Current.CancellationToken);
        var stranger = gateway.Client.GetAsync(Mod, TestContext.Current.CancellationToken);
        await gateway.WaitedForAsync(2);
        athens.Release();

        ((int)back.StatusCode).Should().Be(508);
        (await back.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().StartWith("loop detected: example.org/hello@v1.1.0\nathens asks this gateway");
        (await first).StatusCode.Should().Be(HttpStatusCode.OK);
        (await stranger).StatusCode.Should().Be(HttpStatusCode.OK, "only the destination itself is refused");
    }

    [Fact]
    public async Task A_destination_that_asks_back_is_served_by_the_next_cluster()
    {
        await using var athens = await Origin.StartAsync(OriginOptions.AthensLike(LabModules.Public()) with { Host = IPAddress.Parse("127.0.0.2") });
        await using var golang = await Origin.StartAsync(OriginOptions.PublicLike(LabModules.Public()));
        await using var gateway = await LabGateway.StartAsync(new LabSettings().Cluster(athens, new { Kind = "Athens" }).Cluster(golang).Route("*", "athens,golang"));
        athens.Fault = Fault.Silence;
        var first = gateway.Client.GetAsync(Mod, TestContext.Current.CancellationToken);
        await athens.HoldsAsync(1, TestContext.Current.CancellationToken);

        using var asksBack = ClientAt("127.0.0.2", gateway);
        using var back = await asksBack.GetAsync(Mod, TestContext.Current.CancellationToken);
        athens.Release();

        back.StatusCode.Should().Be(HttpStatusCode.OK);
        golang.Requests.Should().ContainSingle();
        (await first).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_client_on_a_destinations_machine_is_no_loop_once_the_destination_has_answered()
    {
        await using var athens = await Origin.StartAsync(OriginOptions.AthensLike(LabModules.Public()) with { Host = IPAddress.Parse("127.0.0.2") });
        await using var gateway = await LabGateway.StartAsync(new LabSettings().Cluster(athens, new { Kind = "Athens" }).Route("*", "athens"));
        (await gateway.Client.GetAsync(Mod, TestContext.Current.CancellationToken)).StatusCode.Should().Be(HttpStatusCode.OK);

        using var neighbour = ClientAt("127.0.0.2", gateway);
        (await neighbour.GetAsync(Mod, TestContext.Current.CancellationToken)).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private static HttpClient ClientAt(string address, LabGateway gateway) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = async (context, cancellation) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    { BaseAddress = gateway.AddressOf("Plain") };
}
