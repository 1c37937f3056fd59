using System.Buffers;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Gateway.Edge.Listening;
using Gateway.Tests.Access;

namespace Gateway.Tests.Edge;

public sealed class ClientHelloTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SslProtocols.Tls12, false)]
    [InlineData(SslProtocols.Tls13, true)]
    [InlineData(SslProtocols.Tls12 | SslProtocols.Tls13, true)]
    public async Task It_is_told_whether_the_client_offers_TLS_13(SslProtocols protocols, bool offers)
    {
        var hello = await HelloAsync(protocols);

        for (var length = 0; length < hello.Length; length++)
        {
            ClientHello.IsIncomplete(InPieces(hello.AsMemory(0, length))).Should().BeTrue();
        }

        ClientHello.IsIncomplete(InPieces(hello)).Should().BeFalse();
        ClientHello.Read(InPieces(hello)).Tls13.Should().Be(offers);
    }

    [Fact]
    public void What_is_no_TLS_is_not_waited_for()
    {
        foreach (var text in new[] { "G", "GET / HTTP/1.1\r\n\r\n", "\0\0\0\0\0\0" })
        {
            ClientHello.IsIncomplete(new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(text))).Should().BeFalse();
            ClientHello.Read(new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(text))).Should().Be(ClientOffer.Unknown);
        }
    }

    [Fact]
    public async Task Random_bytes_are_never_more_than_not_understood()
    {
        var random = new Random(1);
        var hello = await HelloAsync(SslProtocols.Tls13);
        for (var turn = 0; turn < 100_000; turn++)
        {
            var bytes = hello.ToArray();
            for (var change = 0; change < 3; change++)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            var part = new ReadOnlySequence<byte>(bytes.AsMemory(0, random.Next(bytes.Length + 1)));
            ClientHello.IsIncomplete(part);
            ClientHello.Read(part);
        }
    }

    [Fact]
    public async Task Who_says_nothing_and_who_speaks_no_TLS_are_cut_off()
    {
        await using var bed = await new CertificateBed().StartAsync(settings => settings.Set("Listeners:Edge:HandshakeTimeout", "00:00:01"));
        foreach (var said in new[] { "", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "\u0016\u0003\u0001" })
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, bed.Edge.Port, Cancellation);
            await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(said), Cancellation);

            using var answer = new MemoryStream();
            await client.GetStream().CopyToAsync(answer, Cancellation);

            Encoding.Latin1.GetString(answer.ToArray()).Should().NotContain("HTTP");
        }
    }

    /// <summary>The hello of the platform's own client.</summary>
    private static async Task<byte[]> HelloAsync(SslProtocols protocols)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, Cancellation);
        using var server = await listener.AcceptTcpClientAsync(Cancellation);
        await using var tls = new SslStream(client.GetStream());
        var failing = tls.Awaiting(stream => stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "localhost", EnabledSslProtocols = protocols }, Cancellation)).Should().ThrowAsync<Exception>();
        var header = new byte[5];
        await server.GetStream().ReadExactlyAsync(header, Cancellation);
        var rest = new byte[(header[3] << 8) | header[4]];
        await server.GetStream().ReadExactlyAsync(rest, Cancellation);
        server.Close();
        await failing;
        return [.. header, .. rest];
    }

    private static ReadOnlySequence<byte> InPieces(ReadOnlyMemory<byte> bytes)
    {
        var first = new Piece(bytes[..(bytes.Length / 2)], 0);
        var last = new Piece(bytes[(bytes.Length / 2)..], bytes.Length / 2);
        first.Before(last);
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> bytes, long index) => (Memory, RunningIndex) = (bytes, index);

        public void Before(Piece next) => Next = next;
    }
}
