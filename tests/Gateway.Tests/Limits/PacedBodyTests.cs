using Gateway.Limits;
using Gateway.Tests.Caching;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Limits;

/// <summary>Bytes go out at the caller's pace, counted by the clock that is moved.</summary>
public sealed class PacedBodyTests
{
    private const int Kilobytes = 256;
    private const int Piece = 64 * 1024;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_caller_gets_so_many_bytes_a_second_with_all_his_downloads_together()
    {
        const string Target = "/example.org/large/@v/v1.0.0.zip";
        await using var bed = await LimitsBed.StartAsync(settings => settings.Set("Limits:Caller:KilobytesPerSecond", Kilobytes));
        using var head = await bed.Gateway.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, Target), Cancellation);
        var total = 2 * head.Content.Headers.ContentLength!.Value;
        long received = 0;
        var downloads = new[] { DownloadAsync(), DownloadAsync() };

        var second = 0;
        for (; Interlocked.Read(ref received) < total; second++)
        {
            // A second's worth was there at the beginning; each download may wait for a whole piece.
            var due = Math.Min(total, (second + 1L) * Kilobytes * 1024);
            await Eventually.TrueAsync(() => Interlocked.Read(ref received) >= due - (2 * Piece), $"{due} bytes have come after {second} s", Cancellation);
            Interlocked.Read(ref received).Should().BeLessThanOrEqualTo(due);
            bed.Time.Move(TimeSpan.FromSeconds(1));
        }

        await Task.WhenAll(downloads);
        second.Should().BeGreaterThanOrEqualTo((int)(total / (Kilobytes * 1024)) - 1);

        async Task DownloadAsync()
        {
            using var answer = await bed.Gateway.Client.GetAsync(Target, HttpCompletionOption.ResponseHeadersRead, Cancellation);
            var stream = await answer.Content.ReadAsStreamAsync(Cancellation);
            var buffer = new byte[Piece];
            while (await stream.ReadAsync(buffer, Cancellation) is > 0 and var read)
            {
                Interlocked.Add(ref received, read);
            }
        }
    }

    [Fact]
    public async Task Bytes_written_to_the_stream_and_to_the_writer_are_held_back_alike()
    {
        var time = new StepTime();
        var context = new DefaultHttpContext();
        using var sent = new MemoryStream();
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var room = new WaitingRoom(ActivatorUtilities.CreateInstance<LimitsMetrics>(services), time);
        var body = new PacedBody(new StreamResponseBodyFeature(sent), new Pace(new Rate(), 1000, room, Cancellation));
        context.Features.Set<IHttpResponseBodyFeature>(body);
        PacedBody.Is(context).Should().BeTrue();

        await context.Response.Body.WriteAsync(new byte[600], Cancellation);
        await context.Response.BodyWriter.WriteAsync(new byte[400], Cancellation);
        sent.Length.Should().Be(1000, "a second's worth is there at the beginning");
        var stream = context.Response.Body.WriteAsync(new byte[500], Cancellation).AsTask();
        var writer = context.Response.BodyWriter.WriteAsync(new byte[500], Cancellation).AsTask();

        time.Move(TimeSpan.FromSeconds(0.5));
        await stream;
        (writer.IsCompleted, sent.Length).Should().Be((false, 1500));
        time.Move(TimeSpan.FromSeconds(0.5));
        await writer;
        sent.Length.Should().Be(2000);
    }
}
