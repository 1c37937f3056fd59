using System.Diagnostics.Metrics;
using System.Net.Sockets;
using System.Text;
using Gateway.Tests.Caching;
using Microsoft.Extensions.DependencyInjection;

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
        using var failing = FailAt("gateway.access.decisions", bed);
        using var client = new TcpClient("127.0.0.1", bed.Gateway.AddressOf("Plain").Port);

        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n"), Cancellation);
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        var read = async () => (await reader.ReadToEndAsync(Cancellation)).Should().BeEmpty();

        // With the server's own "500, no body" before it, it would be the beginning of the next answer.
        await read.Should().ThrowAsync<IOException>("the connection is reset");
    }

    /// <summary>Lets whoever counts with an instrument fail, as nothing does by itself: that is after the answer was written.</summary>
    private static MeterListener FailAt(string instrument, CacheTestBed bed)
    {
        var scope = bed.Gateway.App.Services.GetRequiredService<IMeterFactory>();
        var listener = new MeterListener
        {
            InstrumentPublished = (published, listener) =>
            {
                if (published.Name == instrument && published.Meter.Scope == scope)
                {
                    listener.EnableMeasurementEvents(published);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => throw new InvalidOperationException("as by a fault of ours"));
        listener.Start();
        return listener;
    }
}
