using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Gateway.Caching;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Edge.Sending;

/// <summary>A body is sent from where it is kept, and stays as it is.</summary>
public class LentBodyTests
{
    private const string Zip = $"/{LabModules.Large}/@v/v1.0.0.zip";
    private const string Mod = $"/{LabModules.Large}/@v/v1.0.0.mod";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Everybody_gets_the_same_bytes_while_they_arrive_and_later(bool isChunked)
    {
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public(), IsChunked = isChunked });
        await using var gateway = await LabGateway.StartAsync(new LabSettings().Cluster(origin).Route("*", origin.Name));
        var zip = await GetFromAsync(origin, Zip);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => gateway.Client.GetByteArrayAsync(Zip, TestContext.Current.CancellationToken)));
        var kept = await gateway.Client.GetByteArrayAsync(Zip, TestContext.Current.CancellationToken);

        origin.Requests.Count(request => request.Path.EndsWith(".zip", StringComparison.Ordinal)).Should().Be(2, "we asked once, and the gateway once");
        answers.Append(kept).Should().AllSatisfy(answer => answer.AsSpan().SequenceEqual(zip).Should().BeTrue());
    }

    [Fact]
    public async Task Answers_to_requests_that_came_at_once_follow_each_other_whole()
    {
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public() });
        await using var gateway = await LabGateway.StartAsync(new LabSettings().Cluster(origin).Route("*", origin.Name));
        string[] targets = [Zip, Mod, Zip, Mod, Zip, Zip];
        var bodies = await Task.WhenAll(targets.Select(target => GetFromAsync(origin, target)));
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", new Uri(gateway.GoProxy).Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();

        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(string.Concat(targets.Select(target => $"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n"))), TestContext.Current.CancellationToken);

        foreach (var body in bodies)
        {
            (await RawClient.ReadHeadAsync(stream)).Should().StartWith("HTTP/1.1 200 OK\r\n").And.Contain($"\r\nContent-Length: {body.Length}\r\n");
            var sent = new byte[body.Length];
            await stream.ReadExactlyAsync(sent, TestContext.Current.CancellationToken);
            sent.AsSpan().SequenceEqual(body).Should().BeTrue();
        }
    }

    [Fact]
    public async Task What_is_asked_for_often_is_sent_by_the_kernel_and_stays_as_it_is()
    {
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public() });
        await using var gateway = await LabGateway.StartAsync(new LabSettings().Cluster(origin).Route("*", origin.Name));
        var zip = await GetFromAsync(origin, Zip);

        for (var time = 0; time < KeptBody.SendsFromMemory + 10; time++)
        {
            (await gateway.Client.GetByteArrayAsync(Zip, TestContext.Current.CancellationToken)).AsSpan().SequenceEqual(zip).Should().BeTrue();
        }

        var kept = gateway.App.Services.GetRequiredService<MemoryTier>().Contents.Select(held => held.Entry.Value).OfType<CachedResponse>().Single(held => held.Length == zip.Length);
        kept.FileToSend().Should().NotBeNull();
        using (var head = await gateway.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, Zip), TestContext.Current.CancellationToken))
        {
            head.Content.Headers.ContentLength.Should().Be(zip.Length);
        }

        kept.FileToSend().Should().NotBeNull("a head needs no bytes");
        (await GetRangeAsync(gateway.Client, 70_000, 3_000_000)).AsSpan().SequenceEqual(zip.AsSpan()[70_000..3_000_001]).Should().BeTrue();
        kept.FileToSend().Should().NotBeNull("who goes on with a download has the rest from the file");
        (await GetRangeAsync(gateway.Client, 70_000, 75_000)).AsSpan().SequenceEqual(zip.AsSpan()[70_000..75_001]).Should().BeTrue();
        kept.FileToSend().Should().BeNull("a small part is sent from memory");
        (await gateway.Client.GetByteArrayAsync(Zip, TestContext.Current.CancellationToken)).AsSpan().SequenceEqual(zip).Should().BeTrue();
    }

    private static async Task<byte[]> GetRangeAsync(HttpClient client, long from, long to)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Zip);
        request.Headers.Range = new RangeHeaderValue(from, to);
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        answer.StatusCode.Should().Be(HttpStatusCode.PartialContent);
        return await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<byte[]> GetFromAsync(Origin origin, string target)
    {
        using var client = new HttpClient { BaseAddress = origin.Address };
        return await client.GetByteArrayAsync(target, TestContext.Current.CancellationToken);
    }
}
