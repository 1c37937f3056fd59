using System.Net.Sockets;
using Gateway.Lab.Origins;

namespace Gateway.Tests.Lab;

public sealed class RawOriginTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_silent_one_says_nothing_until_it_ends_and_does_not_wait_for_its_clients()
    {
        var origin = RawOrigin.Silent();
        using var socket = new TcpClient();
        await socket.ConnectAsync(origin.Address.Host, origin.Address.Port, Cancellation);
        await socket.GetStream().WriteAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray(), Cancellation);
        var reading = socket.GetStream().ReadAsync(new byte[1], Cancellation).AsTask();
        reading.IsCompleted.Should().BeFalse();

        await origin.DisposeAsync();

        // A close or, where the request was never read, a reset.
        var ended = await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(30), Cancellation));
        ended.Should().BeSameAs(reading);
        (reading.IsFaulted || await reading == 0).Should().BeTrue();
    }

    [Fact]
    public async Task A_resetting_one_reads_the_request_and_resets()
    {
        await using var origin = RawOrigin.Resetting();
        using var client = new HttpClient();

        var asking = () => client.GetAsync(new Uri(origin.Address, "a/@v/list"), Cancellation);

        var failure = (await asking.Should().ThrowAsync<HttpRequestException>()).Which;
        failure.GetBaseException().Should().BeOfType<SocketException>().Which.SocketErrorCode.Should().Be(SocketError.ConnectionReset);
        origin.Heads.First().Should().StartWith("GET /a/@v/list HTTP/1.1\r\n");
    }

    [Fact]
    public async Task Garbage_is_no_http()
    {
        await using var origin = RawOrigin.Garbage();
        using var client = new HttpClient();

        var asking = () => client.GetAsync(origin.Address, Cancellation);

        await asking.Should().ThrowAsync<HttpRequestException>();
    }

    [Fact]
    public async Task A_cut_without_length_looks_like_an_end()
    {
        await using var origin = RawOrigin.CuttingWithoutLength("application/zip", "PK and then"u8);
        using var client = new HttpClient();

        using var response = await client.GetAsync(origin.Address, Cancellation);

        response.Content.Headers.ContentType!.MediaType.Should().Be("application/zip");
        (await response.Content.ReadAsStringAsync(Cancellation)).Should().Be("PK and then");
    }
}
