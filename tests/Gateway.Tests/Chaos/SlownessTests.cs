using Gateway.Lab;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Chaos;

/// <summary>A slow client slows the upstream down and not the gateway's memory up; a slow upstream's bytes do not wait for more.</summary>
public class SlownessTests
{
    private const string Zip = "/example.org/large/@v/v1.0.0.zip";
    private const long Megabyte = 1024 * 1024;

    [Fact]
    public async Task A_client_that_does_not_read_stops_the_upstream_from_sending()
    {
        const long Length = 512 * Megabyte;
        // What two connections may keep in the kernel (tcp_wmem and tcp_rmem end at 4 and 32 MiB), and a little for the gateway.
        const long Kept = 2 * (4 + 32) * Megabyte + 8 * Megabyte;
        await using var origin = new MeasuredOrigin(Length);
        await using var gateway = await StartAsync(origin);

        using var response = await gateway.Client.GetAsync(Zip, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);

        (await origin.StallsAsync()).Should().BeTrue("somebody would have to keep what the client does not read");
        origin.Sent.Should().BeLessThan(Kept);
        (await CountAsync(body)).Should().Be(Length);
    }

    [Fact]
    public async Task The_bytes_of_a_slow_upstream_are_passed_on_before_the_next_come()
    {
        const int Pieces = 20;
        using var next = new SemaphoreSlim(0);
        await using var origin = new MeasuredOrigin(Pieces * MeasuredOrigin.Piece, before => before == 0 ? Task.CompletedTask : next.WaitAsync());
        await using var gateway = await StartAsync(origin);

        using var response = await gateway.Client.GetAsync(Zip, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var buffer = new byte[MeasuredOrigin.Piece];
        for (var piece = 0; piece < Pieces; piece++)
        {
            // The origin sends no further byte before this piece has arrived here.
            await body.ReadExactlyAsync(buffer, TestContext.Current.CancellationToken);
            next.Release();
        }

        (await body.ReadAsync(buffer, TestContext.Current.CancellationToken)).Should().Be(0);
    }

    [Fact]
    public async Task A_client_that_leaves_lets_go_of_the_upstream_and_is_no_abort()
    {
        await using var origin = new MeasuredOrigin(512 * Megabyte);
        await using var gateway = await StartAsync(origin);
        using var aborted = new Counted("gateway.upstream.aborted", gateway);

        using (var response = await gateway.Client.GetAsync(Zip, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken))
        {
            (await origin.StallsAsync()).Should().BeTrue();
        }

        await origin.HungUp.WaitAsync(Patience.Longest, TestContext.Current.CancellationToken);
        origin.Sent.Should().BeLessThan(512 * Megabyte);
        aborted.Sum.Should().Be(0);
    }

    private static Task<LabGateway> StartAsync(MeasuredOrigin origin) =>
        LabGateway.StartAsync(
        new LabSettings().WithoutCache().Cluster("origin", null, origin.Address).Route("*", "origin").Set("Failover:IdleTimeout", "00:00:10"));

    private static async Task<long> CountAsync(Stream body)
    {
        var buffer = new byte[Megabyte];
        var count = 0L;
        while (await body.ReadAsync(buffer, TestContext.Current.CancellationToken) is > 0 and var read)
        {
            count += read;
        }

        return count;
    }
}
