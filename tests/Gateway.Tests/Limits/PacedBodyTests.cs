using System.Net;
using System.Security.Cryptography;
using Gateway.Edge;
using Gateway.Lab.Origins;
using Gateway.Limits;
using Gateway.Tests.Caching;
using Gateway.Tests.PassThrough;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Limits;

/// <summary>Bytes go out at the caller's pace, counted by the clock that is moved.</summary>
public sealed class PacedBodyTests
{
    private const int Kilobytes = 256;
    private const int Piece = 64 * 1024;

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

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

        // A second's worth was there at the beginning. The clock goes on by itself: who is slow to wait for it only gets his bytes later.
        var elapsed = TimeSpan.Zero;
        var done = Task.WhenAll(downloads);
        await Eventually.TrueAsync(() =>
        {
            Interlocked.Read(ref received).Should().BeLessThanOrEqualTo((long)((elapsed.TotalSeconds + 1) * Kilobytes * 1024));
            bed.Time.Move(Step);
            elapsed += Step;
            return done.IsCompleted;
        }, "both are through", Cancellation);

        await done;
        received.Should().Be(total);
        elapsed.TotalSeconds.Should().BeGreaterThanOrEqualTo((total / (Kilobytes * 1024.0)) - 1);

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
    public async Task Uploads_come_in_at_the_callers_pace_and_arrive_whole()
    {
        const int Total = 4 * Kilobytes * 1024;
        var arrived = 0L;
        var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var hosted = new OriginServer(new OriginOptions { Name = "hosted" }, async context =>
        {
            var buffer = new byte[Piece];
            while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is > 0 and var read)
            {
                hash.AppendData(buffer, 0, read);
                Interlocked.Add(ref arrived, read);
            }

            context.Response.StatusCode = StatusCodes.Status201Created;
        });
        await hosted.StartAsync();
        await using var bed = await LimitsBed.StartAsync(settings => PassThroughBed.Add(settings, new Uri($"http://{hosted.EndPoint}/"), new { Trust = "Internal" })
            .Set("Limits:Caller:KilobytesPerSecond", Kilobytes));
        var body = RandomNumberGenerator.GetBytes(Total);

        var upload = bed.Gateway.Client.PutAsync("/upload/x", new ByteArrayContent(body), Cancellation);

        for (var second = 1; second <= 3; second++)
        {
            var most = second * Kilobytes * 1024L;
            await Eventually.TrueAsync(() => Interlocked.Read(ref arrived) >= most - Piece && bed.Time.Waiting > 0, $"what {second} s allow is there", Cancellation);
            Interlocked.Read(ref arrived).Should().BeLessThanOrEqualTo(most + Piece);
            upload.IsCompleted.Should().BeFalse();
            bed.Time.Move(TimeSpan.FromSeconds(1));
        }

        await Eventually.TrueAsync(() =>
        {
            bed.Time.Move(Step);
            return upload.IsCompleted;
        }, "all is there", Cancellation);
        (await upload).StatusCode.Should().Be(HttpStatusCode.Created);
        hash.GetHashAndReset().Should().Equal(SHA256.HashData(body));
        hash.Dispose();
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

    [Fact]
    public async Task What_waits_for_its_turn_when_somebody_gives_up_is_never_sent()
    {
        using CancellationTokenSource gone = new(), aborted = new();
        var context = new DefaultHttpContext();
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var room = new WaitingRoom(ActivatorUtilities.CreateInstance<LimitsMetrics>(services), new StepTime());
        context.Features.Set<IHttpResponseBodyFeature>(new PacedBody(new StreamResponseBodyFeature(Stream.Null), new Pace(new Rate(), 1000, room, gone.Token)));
        context.Features.Set<IHttpRequestLifetimeFeature>(new Lifetime(aborted));
        (await AnswerBody.SendAsync(context, new byte[1000])).Should().BeTrue();
        var waiting = AnswerBody.SendAsync(context, new byte[1000]).AsTask();
        waiting.IsCompleted.Should().BeFalse();

        await gone.CancelAsync();

        await FluentActions.Awaiting(() => waiting).Should().ThrowAsync<OperationCanceledException>();
        aborted.IsCancellationRequested.Should().BeTrue("its bytes are somebody else's from here on, and the connection has them still");
    }

    private sealed class Lifetime(CancellationTokenSource aborted) : IHttpRequestLifetimeFeature
    {
        public CancellationToken RequestAborted { get; set; } = aborted.Token;

        public void Abort() => aborted.Cancel();
    }
}
