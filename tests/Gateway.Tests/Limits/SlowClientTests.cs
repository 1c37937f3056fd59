using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Gateway.Lab.Modules;
using Gateway.Limits;
using Gateway.Tests.Access;
using Gateway.Tests.Caching;
using Gateway.Tests.Edge;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Limits;

/// <summary>How slowly a client may take a large answer.</summary>
public sealed class SlowClientTests
{
    private const string Zip = $"/{LabModules.Large}/@v/v1.0.0.zip";
    private const string Grace = "00:00:02";

    // Longer than the grace and two beats of the server's heart, which looks once a second.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(6);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Plain", false)]
    [InlineData("Plain", true)]
    [InlineData("Edge", false)]
    [InlineData("Edge", true)]
    public async Task Who_takes_more_than_he_must_has_it_whole_although_he_pauses(string listener, bool isKept)
    {
        await using var bed = await StartAsync(slowest: 240);
        var zip = bed.Origin.Library.Find(LabModules.Large, "v1.0.0")!.Zip.ToArray();
        if (isKept)
        {
            await using var before = await AskAsync(bed, listener);
            await before.ReadExactlyAsync(new byte[zip.Length], Cancellation);
        }

        await using var answer = await AskAsync(bed, listener);
        await Task.Delay(Pause, Cancellation);

        var whole = new byte[zip.Length];
        await answer.ReadExactlyAsync(whole, Cancellation);
        whole.AsSpan().SequenceEqual(zip).Should().BeTrue();
    }

    [Fact]
    public async Task So_has_he_over_http2()
    {
        await using var bed = await StartAsync(slowest: 240);
        using var client = bed.Client(http: 2);
        using var answer = await client.GetAsync(Zip, HttpCompletionOption.ResponseHeadersRead, Cancellation);

        await Task.Delay(Pause, Cancellation);

        var zip = bed.Origin.Library.Find(LabModules.Large, "v1.0.0")!.Zip.ToArray();
        (await answer.Content.ReadAsByteArrayAsync(Cancellation)).AsSpan().SequenceEqual(zip).Should().BeTrue();
    }

    [Theory]
    [InlineData("Plain")]
    [InlineData("Edge")]
    public async Task Who_takes_less_is_cut_off(string listener)
    {
        await using var bed = await StartAsync(slowest: 10_000_000);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await using var stream = await AskAsync(bed, listener, socket);

        await Eventually.TrueAsync(() => socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error) is not 0, "the connection is reset", Cancellation);

        var zip = new byte[bed.Origin.Library.Find(LabModules.Large, "v1.0.0")!.Zip.Length];
        await stream.Invoking(async stream => await stream.ReadExactlyAsync(zip, Cancellation)).Should().ThrowAsync<IOException>();
    }

    [Fact]
    public async Task The_next_answer_of_a_connection_begins_with_what_is_set()
    {
        var rates = new List<MinDataRate?>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.Run(async context =>
        {
            rates.Add(context.Features.GetRequiredFeature<IHttpMinResponseDataRateFeature>().MinDataRate);
            DownloadTime.Begin(context).Add(1_000_000);
            rates.Add(context.Features.GetRequiredFeature<IHttpMinResponseDataRateFeature>().MinDataRate);
            await context.Response.WriteAsync("ok");
        });
        await app.StartAsync(Cancellation);
        using var client = new HttpClient();

        for (var request = 0; request < 2; request++)
        {
            await client.GetStringAsync(app.Urls.Single(), Cancellation);
        }

        rates[1]!.GracePeriod.Should().BeCloseTo(rates[0]!.GracePeriod + TimeSpan.FromSeconds(1_000_000 / rates[0]!.BytesPerSecond), TimeSpan.FromMinutes(1));
        rates[2].Should().BeEquivalentTo(rates[0]);
    }

    private static async Task<CertificateBed> StartAsync(int slowest) => await new CertificateBed().StartAsync(
        settings => settings.Set("Limits:Connections:SlowestDownload", slowest).Set("Limits:Connections:Grace", Grace), "Anonymous");

    /// <summary>The body of an answer, of which the kernel takes little before somebody reads it.</summary>
    private static async Task<Stream> AskAsync(CertificateBed bed, string listener, Socket? on = null)
    {
        var socket = on ?? new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.ReceiveBufferSize = 4096;
        var address = bed.Gateway.AddressOf(listener);
        await socket.ConnectAsync(address.Host, address.Port, Cancellation);
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        if (address.Scheme == Uri.UriSchemeHttps)
        {
            var tls = new SslStream(stream);
            var options = bed.Tls();
            options.ApplicationProtocols = [SslApplicationProtocol.Http11];
            await tls.AuthenticateAsClientAsync(options, Cancellation);
            stream = tls;
        }

        await RequestAsync(stream);
        return stream;
    }

    /// <summary>Asks and reads the head.</summary>
    private static async Task RequestAsync(Stream stream)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {Zip} HTTP/1.1\r\nHost: localhost\r\n\r\n"), Cancellation);
        (await RawClient.ReadHeadAsync(stream)).Should().StartWith("HTTP/1.1 200 OK\r\n");
    }
}
