using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Gateway.Edge.Listening;
using Gateway.Lab;
using Gateway.Tests.Access;

namespace Gateway.Tests.Edge;

/// <summary>The route of these gateways takes requests from 203.0.113.0/24 and 2001:db8::/32 alone: 200 tells that the client's address was found.</summary>
public sealed class ProxyProtocolTests
{
    private const string Signature = "0D0A0D0A000D0A515549540A";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static byte[] V2(string rest) => Convert.FromHexString(Signature + rest);

    private static byte[] Text(string text) => Encoding.Latin1.GetBytes(text);

    public static TheoryData<string, byte[], int> Headers => new()
    {
        { "v1 TCP4", Text("PROXY TCP4 203.0.113.7 10.0.0.1 50000 443\r\n"), 200 },
        { "v1 TCP4 of elsewhere", Text("PROXY TCP4 198.51.100.7 10.0.0.1 50000 443\r\n"), 404 },
        { "v1 TCP6", Text("PROXY TCP6 2001:db8::7 ::1 50000 443\r\n"), 200 },
        { "v1 TCP6 with an IPv4 address inside", Text("PROXY TCP6 ::ffff:203.0.113.7 ::ffff:10.0.0.1 50000 443\r\n"), 200 },
        { "v1 UNKNOWN", Text("PROXY UNKNOWN\r\n"), 404 },
        { "v1 UNKNOWN with addresses", Text("PROXY UNKNOWN 203.0.113.7 10.0.0.1 50000 443\r\n"), 404 },
        { "v2 TCP4", V2("2111000CCB0071070A000001C35001BB"), 200 },
        { "v2 TCP4 of elsewhere", V2("2111000CC63364070A000001C35001BB"), 404 },
        { "v2 TCP4 with extensions", V2("21110014CB0071070A000001C35001BB" + "0100056368756E6B"), 200 },
        { "v2 TCP6", V2("21210024" + "20010DB8000000000000000000000007" + "00000000000000000000000000000001" + "C35001BB"), 200 },
        { "v2 LOCAL", V2("20000000"), 404 },
        { "v2 LOCAL with an address", V2("2011000CCB0071070A000001C35001BB"), 404 },
        { "v2 of a socket file", V2("213100D8" + new string('0', 432)), 404 },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task The_clients_address_is_the_one_in_the_header(string what, byte[] header, int status)
    {
        await using var bed = await StartAsync();

        foreach (var piece in new[] { header.Length, 1, 7 })
        {
            (await AskAsync(bed, "Plain", header, piece)).Should().Be(status, "{0} in pieces of {1}", what, piece);
            (await AskAsync(bed, "Edge", header, piece)).Should().Be(status, "{0} in pieces of {1}, before TLS", what, piece);
        }
    }

    public static TheoryData<string, byte[], string> Wrong => new()
    {
        { "none", Text($"GET {CertificateBed.Mod} HTTP/1.1\r\nHost: a\r\n\r\n"), "malformed" },
        { "v1 of another family", Text("PROXY UDP4 203.0.113.7 10.0.0.1 50000 443\r\n"), "malformed" },
        { "v1 with the wrong family", Text("PROXY TCP4 2001:db8::7 ::1 50000 443\r\n"), "malformed" },
        { "v1 with a number for an address", Text("PROXY TCP4 3405803783 10.0.0.1 50000 443\r\n"), "malformed" },
        { "v1 with an octal address", Text("PROXY TCP4 203.0.113.007 10.0.0.1 50000 443\r\n"), "malformed" },
        { "v1 with a zone", Text("PROXY TCP6 fe80::1%1 ::1 50000 443\r\n"), "malformed" },
        { "v1 with a port beyond", Text("PROXY TCP4 203.0.113.7 10.0.0.1 65536 443\r\n"), "malformed" },
        { "v1 with a port too few", Text("PROXY TCP4 203.0.113.7 10.0.0.1 50000\r\n"), "malformed" },
        { "v1 with two spaces", Text("PROXY TCP4  203.0.113.7 10.0.0.1 50000 443\r\n"), "malformed" },
        { "v1 with a bare line feed", Text("PROXY TCP4 203.0.113.7 10.0.0.1 50000 443\n"), "malformed" },
        { "v1 without end", Text("PROXY " + new string('1', 200)), "too-long" },
        { "v1 with a late end", Text("PROXY UNKNOWN " + new string('1', 100) + "\r\n"), "too-long" },
        { "v2 of another version", V2("1111000CCB0071070A000001C35001BB"), "malformed" },
        { "v2 of another command", V2("2211000CCB0071070A000001C35001BB"), "malformed" },
        { "v2 over UDP", V2("2112000CCB0071070A000001C35001BB"), "malformed" },
        { "v2 too short for its addresses", V2("21110004CB007107"), "malformed" },
        { "v2 giant", V2("2111FFFF"), "too-long" },
        { "v2 just too long", V2("21110FF1"), "too-long" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_header_closes_the_connection(string what, byte[] header, string reason)
    {
        await using var bed = await StartAsync();

        (await AnswerAsync(bed, header)).Should().BeEmpty(what);

        (await bed.Log.WaitForAsync(7010)).Text.Should().StartWith("Plain: a connection from 127.0.0.1:").And.EndWith($"its PROXY header is refused: {reason}");
    }

    [Theory]
    [InlineData("PROXY TCP4 203.0.11")]
    [InlineData("PRO")]
    [InlineData("\r\n\r\n")]
    public async Task A_header_that_ends_early_closes_the_connection(string header)
    {
        await using var bed = await StartAsync();

        (await AnswerAsync(bed, Text(header), isOver: true)).Should().BeEmpty();

        (await bed.Log.WaitForAsync(7010)).Text.Should().EndWith("truncated");
    }

    [Fact]
    public async Task Who_trickles_a_header_is_cut_off_in_time()
    {
        await using var bed = await StartAsync(settings => settings.Set("Listeners:Plain:HandshakeTimeout", "00:00:01"));
        using var counted = new Counted("gateway.edge.proxy_headers_refused", bed.Gateway);

        (await AnswerAsync(bed, Text("PROXY TCP4 203"))).Should().BeEmpty();

        (await bed.Log.WaitForAsync(7010)).Text.Should().EndWith("too-late");
        counted.Tags("reason", "too-late").Should().ContainSingle().Which["listener"].Should().Be("Plain");
    }

    [Fact]
    public async Task Who_looks_whether_the_port_is_open_is_no_event()
    {
        await using var bed = await StartAsync();

        (await AnswerAsync(bed, [], isOver: true)).Should().BeEmpty();
        (await AskAsync(bed, "Plain", Text("PROXY TCP4 203.0.113.7 10.0.0.1 50000 443\r\n"))).Should().Be(200);

        bed.Log.Of(7010).Should().BeEmpty();
    }

    [Fact]
    public async Task A_strangers_header_is_not_believed()
    {
        await using var bed = await StartAsync(settings => settings.Set("TrustedProxies", new System.Text.Json.Nodes.JsonArray("10.0.0.0/8")));

        (await AnswerAsync(bed, Text($"PROXY TCP4 203.0.113.7 10.0.0.1 50000 443\r\nGET {CertificateBed.Mod} HTTP/1.1\r\nHost: a\r\n\r\n"))).Should().BeEmpty();

        (await bed.Log.WaitForAsync(7010)).Text.Should().EndWith("stranger");
    }

    [Fact]
    public async Task Whether_a_header_is_required_changes_at_the_next_start()
    {
        await using var bed = await StartAsync();
        var settings = bed.Settings("Anonymous", new { Networks = new[] { "203.0.113.0/24" } });

        (await bed.Gateway.ReloadAsync(settings.Set("TrustedProxies", new System.Text.Json.Nodes.JsonArray("127.0.0.1/32")).ToString())).Should().BeTrue();

        bed.Log.Of(1104).Select(line => line.Text).Should().BeEquivalentTo(
            "Listeners:Plain:ProxyProtocol changed; it takes effect at the next start.", "Listeners:Edge:ProxyProtocol changed; it takes effect at the next start.");
        (await AskAsync(bed, "Plain", Text("PROXY TCP4 203.0.113.7 10.0.0.1 50000 443\r\n"))).Should().Be(200);
    }

    [Fact]
    public async Task A_header_where_none_is_wanted_is_no_request()
    {
        await using var bed = await StartAsync(settings => settings.Set("Listeners:Plain:ProxyProtocol", "Off"));

        (await AnswerAsync(bed, Text("PROXY TCP4 203.0.113.7 10.0.0.1 50000 443\r\n\r\n"))).Should().StartWith("HTTP/1.1 400");
    }

    [Fact]
    public void Random_bytes_are_never_more_than_refused()
    {
        var random = new Random(1);
        byte[][] right = [.. Headers.Select(row => (byte[])row.Data.Item2)];
        for (var turn = 0; turn < 100_000; turn++)
        {
            var bytes = right[random.Next(right.Length)].ToArray();
            for (var change = 0; change < 3; change++)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            var header = ProxyHeader.Read(new System.Buffers.ReadOnlySequence<byte>(bytes.AsMemory(0, random.Next(bytes.Length + 1))));

            header.Length.Should().BeInRange(0, bytes.Length);
        }
    }

    internal static Task<CertificateBed> StartAsync(Func<LabSettings, LabSettings>? change = null) => new CertificateBed().StartAsync(
        settings => (change ?? (same => same))(settings
            .Set("TrustedProxies", new System.Text.Json.Nodes.JsonArray("127.0.0.1/32"))
            .Set("Listeners:Plain:ProxyProtocol", "Required").Set("Listeners:Edge:ProxyProtocol", "Required")),
        "Anonymous",
        new { Networks = new[] { "203.0.113.0/24", "2001:db8::/32" } });

    private static async Task<int> AskAsync(CertificateBed bed, string listener, byte[] header, int piece = int.MaxValue)
    {
        using var client = new TcpClient { NoDelay = true };
        var address = bed.Gateway.AddressOf(listener);
        await client.ConnectAsync(address.Host, address.Port, Cancellation);
        foreach (var part in header.Chunk(Math.Min(piece, header.Length)))
        {
            await client.GetStream().WriteAsync(part, Cancellation);
        }

        Stream stream = client.GetStream();
        if (address.Scheme == Uri.UriSchemeHttps)
        {
            var tls = new SslStream(stream);
            await tls.AuthenticateAsClientAsync(bed.Tls(), Cancellation);
            stream = tls;
        }

        await stream.WriteAsync(Text($"GET {CertificateBed.Mod} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n"), Cancellation);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return int.Parse((await reader.ReadToEndAsync(Cancellation)).Split(' ')[1]);
    }

    /// <summary>All that comes back.</summary>
    private static async Task<string> AnswerAsync(CertificateBed bed, byte[] sent, bool isOver = false)
    {
        using var client = new TcpClient();
        var address = bed.Gateway.AddressOf("Plain");
        await client.ConnectAsync(address.Host, address.Port, Cancellation);
        await using var stream = client.GetStream();
        await stream.WriteAsync(sent, Cancellation);
        if (isOver)
        {
            client.Client.Shutdown(SocketShutdown.Send);
        }

        try
        {
            using var reader = new StreamReader(stream, Encoding.Latin1);
            return await reader.ReadToEndAsync(Cancellation);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
