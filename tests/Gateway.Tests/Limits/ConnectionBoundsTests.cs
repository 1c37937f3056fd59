using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Lab;
using Gateway.Lab.Origins;
using Gateway.Lab.Origins.Faults;
using Gateway.Limits;
using Gateway.Tests.Caching;
using Gateway.Tests.PassThrough;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Gateway.Tests.Limits;

/// <summary>What holds for connections.</summary>
public sealed class ConnectionBoundsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connections_beyond_the_bound_of_an_address_are_closed_and_others_and_operators_are_served()
    {
        await using var bed = await LimitsBed.StartAsync(settings => settings
            .Set("Listeners:Ops", new JsonObject { ["Url"] = "http://127.0.0.1:0" })
            .Set("Limits:Connections:MostPerAddress", 2));
        using var refused = new Counted("gateway.limits.connections_refused", bed.Gateway);
        using var first = Connect(bed, "127.0.0.2");
        using var second = Connect(bed, "127.0.0.2");
        (await AskAsync(first)).Should().StartWith("HTTP/1.1 200");
        (await AskAsync(second)).Should().StartWith("HTTP/1.1 200");

        using (var third = Connect(bed, "127.0.0.2"))
        {
            (await AskAsync(third)).Should().BeEmpty();
        }

        refused.Tags("bound", "address").Should().ContainSingle();
        using var other = Connect(bed, "127.0.0.3");
        (await AskAsync(other)).Should().StartWith("HTTP/1.1 200");
        (await bed.Gateway.Client.GetAsync(new Uri(bed.Gateway.AddressOf("Ops"), "healthz"), Cancellation)).StatusCode.Should().Be(HttpStatusCode.OK);
        first.Dispose();
        await Eventually.TrueAsync(async () =>
        {
            using var again = Connect(bed, "127.0.0.2");
            return (await AskAsync(again)).StartsWith("HTTP/1.1 200", StringComparison.Ordinal);
        }, "the place is free again", Cancellation);
    }

    [Fact]
    public async Task Connections_beyond_the_bound_of_all_are_closed()
    {
        await using var bed = await LimitsBed.StartAsync(settings => settings.Set("Limits:Connections:Most", 1));
        using var refused = new Counted("gateway.limits.connections_refused", bed.Gateway);
        using var first = Connect(bed, "127.0.0.2");
        (await AskAsync(first)).Should().StartWith("HTTP/1.1 200");

        using var second = Connect(bed, "127.0.0.3");

        (await AskAsync(second)).Should().BeEmpty();
        refused.Tags("bound", "total").Should().ContainSingle();
    }

    [Theory]
    [InlineData("HeadKilobytes", 1, 431)]
    [InlineData("Headers", 10, 431)]
    [InlineData("LineKilobytes", 4, 414)]
    public async Task Heads_are_bounded(string key, int bound, int status)
    {
        await using var bed = await LimitsBed.StartAsync(settings => settings.Set($"Limits:Connections:{key}", bound));
        using var client = Connect(bed, "127.0.0.1");
        var target = "/" + new string('a', key == "LineKilobytes" ? 5000 : 1);
        var headers = string.Concat(Enumerable.Range(0, 20).Select(number => $"X-{number}: {new string('x', 100)}\r\n"));

        (await AskAsync(client, target, key == "LineKilobytes" ? "" : headers)).Should().StartWith($"HTTP/1.1 {status}");
    }

    [Fact]
    public async Task A_request_that_takes_too_long_is_cut_off_and_the_connection_with_it()
    {
        await using var bed = await LimitsBed.StartAsync(settings => settings.Set("Limits:LongestRequest", "00:10:00"));
        using var cutOff = new Counted("gateway.limits.cut_off", bed.Gateway);
        bed.Origin.Fault = Fault.Silence;
        using var client = Connect(bed, "127.0.0.1");
        var answer = AskAsync(client);
        await bed.Origin.HoldsAsync(1, Cancellation);

        bed.Time.Move(TimeSpan.FromMinutes(9));
        bed.Gateway.App.Services.GetRequiredService<LongRequests>().Look();
        cutOff.Sum.Should().Be(0);
        bed.Time.Move(TimeSpan.FromMinutes(2));
        bed.Gateway.App.Services.GetRequiredService<LongRequests>().Look();

        (await answer).Should().BeEmpty();
        cutOff.Sum.Should().Be(1);
    }

    [Fact]
    public async Task An_upload_that_comes_too_slowly_is_refused_in_words()
    {
        await using var silent = RawOrigin.Silent();
        await using var gateway = await LabGateway.StartAsync(PassThroughBed.Settings(silent.Address)
            .Set("Limits:Connections:SlowestUpload", 1_000_000).Set("Limits:Connections:Grace", "00:00:02"));
        using var client = new TcpClient("127.0.0.1", gateway.AddressOf("Plain").Port);

        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("PUT /upload/x HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf"), Cancellation);
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);

        (await reader.ReadToEndAsync(Cancellation)).Should().StartWith("HTTP/1.1 408").And.Contain("request timeout: the body came too slowly");
    }

    [Fact]
    public async Task The_platform_holds_to_the_settings()
    {
        await using var bed = await LimitsBed.StartAsync(settings => settings.Set("Limits:Connections", new JsonObject
        {
            ["Streams"] = 7,
            ["HeadTimeout"] = "00:00:11",
            ["IdleTimeout"] = "00:00:12",
            ["SlowestDownload"] = 13,
        }));

        var limits = bed.Gateway.App.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;

        (limits.Http2.MaxStreamsPerConnection, limits.RequestHeadersTimeout, limits.KeepAliveTimeout, limits.MinResponseDataRate!.BytesPerSecond)
            .Should().Be((7, TimeSpan.FromSeconds(11), TimeSpan.FromSeconds(12), 13));
    }

    private static TcpClient Connect(LimitsBed bed, string address)
    {
        var client = new TcpClient(new IPEndPoint(IPAddress.Parse(address), 0));
        client.Connect(IPAddress.Loopback, bed.Gateway.AddressOf("Plain").Port);
        return client;
    }

    /// <summary>The first bytes of the answer; empty when the connection was closed instead.</summary>
    private static async Task<string> AskAsync(TcpClient client, string target = "/example.org/hello/@v/list", string headers = "")
    {
        try
        {
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: x\r\n{headers}\r\n"), Cancellation);
            var buffer = new byte[64 * 1024];
            return Encoding.ASCII.GetString(buffer, 0, await client.GetStream().ReadAsync(buffer, Cancellation));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
