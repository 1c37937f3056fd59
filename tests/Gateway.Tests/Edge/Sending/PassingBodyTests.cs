using System.Net.Sockets;
using Gateway.Lab.Modules;
using Gateway.Tests.Access;

namespace Gateway.Tests.Edge.Sending;

/// <summary>The memory that large downloads pass through is shared by all of them, and nobody gets what is somebody else's.</summary>
public class PassingBodyTests
{
    private const int Clients = 24;
    private const int Rounds = 6;
    private const int Length = 3 << 20;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Everybody_gets_his_own_bytes_while_others_go_away_in_the_middle(bool isPaced)
    {
        await using var bed = new CertificateBed();
        await bed.StartAsync(settings => isPaced ? settings.WithoutCache().Set("Limits:Caller:KilobytesPerSecond", 200_000) : settings.WithoutCache(), "Anonymous");
        using HttpClient plain = PlainClient(bed.Gateway.Client.BaseAddress!), http1 = bed.Client(), http2 = bed.Client(http: 2);
        HttpClient[] clients = [plain, plain, http1, http2];
        var truths = Enumerable.Range(0, Clients).Select(seed =>
        {
            var module = new LabModule { Path = $"example.org/passing{seed}", Version = "v1.0.0", Files = [LabFile.Incompressible("data.bin", Length, seed)] };
            bed.Origin.Library.Publish(module);
            return bed.Origin.Library.Find(module.Path, module.Version)!.Zip.ToArray();
        }).ToList();

        var whole = await Task.WhenAll(truths.Select((truth, seed) => Task.Run(() => DownloadAsync(clients[seed % clients.Length], seed, truth))));

        whole.Should().AllBeEquivalentTo(Rounds / 2);
    }

    /// <summary>One whose kernel takes little at once, so that pieces wait for it on their way.</summary>
    private static HttpClient PlainClient(Uri address) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = static async (wanted, cancellation) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 16 * 1024 };
            await socket.ConnectAsync(wanted.DnsEndPoint, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = address,
    };

    /// <summary>Downloads it every other time to its end, else as far as chance has it. How often it was whole.</summary>
    private static async Task<int> DownloadAsync(HttpClient client, int seed, byte[] truth)
    {
        var (random, buffer, whole) = (new Random(seed), new byte[100_000], 0);
        for (var round = 0; round < Rounds; round++)
        {
            using var answer = await client.GetAsync($"/example.org/passing{seed}/@v/v1.0.0.zip", HttpCompletionOption.ResponseHeadersRead, Cancellation);
            await using var body = await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(Cancellation);
            var (received, until) = (0, round % 2 == 0 ? truth.Length : random.Next(truth.Length - buffer.Length));
            while (received < until && await body.ReadAsync(buffer, Cancellation) is > 0 and var read)
            {
                buffer.AsSpan(0, read).SequenceEqual(truth.AsSpan(received, read)).Should().BeTrue("byte {0} of {1} is its own", received, seed);
                received += read;
            }

            whole += received == truth.Length ? 1 : 0;
        }

        return whole;
    }
}
