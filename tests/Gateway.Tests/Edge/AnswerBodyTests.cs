using System.Net.Sockets;
using System.Text;
using Gateway.Tests.Caching;

namespace Gateway.Tests.Edge;

/// <summary>What becomes of an answer that was written and not sent yet.</summary>
public class AnswerBodyTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/example.org/hello/@v/v9.9.9.info")]
    [InlineData(CacheTestBed.List)]
    public async Task A_failure_behind_a_small_answer_ends_the_connection(string path)
    {
        await using var bed = await CacheTestBed.StartAsync();
        using var failing = Failing.At("gateway.access.decisions", bed.Gateway);
        using var client = new TcpClient("127.0.0.1", bed.Gateway.AddressOf("Plain").Port);

        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n"), Cancellation);
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        var read = async () => (await reader.ReadToEndAsync(Cancellation)).Should().BeEmpty();

        // With the server's own "500, no body" before it, it would be the beginning of the next answer.
        await read.Should().ThrowAsync<IOException>("the connection is reset");
    }
}
