using System.IO.Pipelines;
using System.Net;
using Gateway.Health;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Lab.Origins.Faults;
using Gateway.Settings;
using Gateway.Tests.Caching;
using Gateway.Upstreams;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Upstreams;

/// <summary>Zips whose sender falls silent in the middle: the rest comes from somebody else, and the client notices nothing.</summary>
public class ZipSilenceTests
{
    private const string Path = "/example.org/changing/@v/v1.0.0.zip";
    private static readonly TimeSpan LongBeforeItsTimeIsOver = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_rest_comes_from_a_sibling_or_where_there_is_none_over_another_connection(bool hasSibling)
    {
        await using var bed = await Bed.StartAsync(hasSibling ? 2 : 1);
        bed.FallSilent(0);
        using var resumed = new Counted("gateway.upstream.resumed", bed.Gateway);

        (await bed.GetAsync()).Should().Equal(bed.Truth(0));

        var asked = bed.Origins[^1].Requests.Last;
        asked.Header("Range").Should().StartWith("bytes=");
        asked.Header("If-Range").Should().StartWith("\"");
        bed.Origins[0].Requests.Should().HaveCount(hasSibling ? 1 : 2);
        resumed.Sum.Should().Be(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_passes_through_goes_on_as_well(bool isSilent)
    {
        const string Large = $"/{LabModules.Large}/@v/v1.0.0.zip";
        const int Sent = 3 << 20;
        await using var bed = await Bed.StartAsync(2);
        bed.Origins[0].Break(isSilent ? Fault.FallSilent(Sent) : Fault.DieInBody(Sent), request => request.Path == Large && request.Header("Range") is null);

        var got = await bed.Gateway.Client.GetByteArrayAsync(Large, Cancellation).WaitAsync(LongBeforeItsTimeIsOver, Cancellation);

        got.AsSpan().SequenceEqual(bed.Origins[0].Library.Find(LabModules.Large, "v1.0.0")!.Zip.ToArray()).Should().BeTrue();
        bed.Origins[^1].Requests.Last.Header("Range").Should().StartWith("bytes=");
    }

    [Fact]
    public async Task Waiting_for_the_next_bytes_takes_none()
    {
        var pipe = new Pipe();
        using var message = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(pipe.Reader.AsStream()) };
        await using var body = new ZipBody(
            TakenResponse.TakeFrom(message, new Uri("http://127.0.0.1/"), null), long.MaxValue, new FailoverOptions(), TimeSpan.FromHours(1), null, 0, 8);
        await pipe.Writer.WriteAsync("PK\x03\x04"u8.ToArray(), Cancellation);
        await body.PeekAsync(TimeSpan.FromHours(1), Cancellation);
        var buffer = new byte[16];
        (await body.ReadAsync(Memory<byte>.Empty, Cancellation)).Should().Be(0, "its first bytes are here");
        (await body.ReadAsync(buffer, Cancellation)).Should().Be(4);

        await pipe.Writer.WriteAsync("more"u8.ToArray(), Cancellation);
        await pipe.Writer.CompleteAsync();

        (await body.ReadAsync(Memory<byte>.Empty, Cancellation)).Should().Be(0);
        (await body.ReadAsync(buffer, Cancellation)).Should().Be(4);
        (await body.ReadAsync(Memory<byte>.Empty, Cancellation)).Should().Be(0, "at its end there is nothing to wait for");
        (await body.ReadAsync(buffer, Cancellation)).Should().Be(0);
    }

    [Fact]
    public async Task Whoever_sends_more_than_he_announced_is_not_passed_on()
    {
        using var message = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new MemoryStream([.. "PK\x03\x04"u8, .. new byte[10]])) };
        await using var body = new ZipBody(
            TakenResponse.TakeFrom(message, new Uri("http://127.0.0.1/"), null), long.MaxValue, new FailoverOptions(), TimeSpan.FromHours(1), null, 0, 8);
        await body.PeekAsync(TimeSpan.FromHours(1), Cancellation);
        var buffer = new byte[16];
        (await body.ReadAsync(buffer, Cancellation)).Should().Be(4);

        await body.Invoking(async body => await body.ReadAsync(buffer, Cancellation)).Should().ThrowAsync<BrokenBodyException>().WithMessage("*longer than the 8 bytes*");
    }

    [Fact]
    public async Task Who_sends_on_before_a_sibling_answers_is_heard_to_the_end()
    {
        await using var bed = await Bed.StartAsync(2);
        bed.FallSilent(0);
        bed.Origins[1].Break(Fault.Silence);
        var asked = bed.GetAsync();
        await bed.Origins[1].HoldsAsync(1, Cancellation);

        bed.Origins[0].Release();

        (await asked).Should().Equal(bed.Truth(0));
        bed.Origins[0].Requests.Should().ContainSingle();
        await bed.Origins[1].Requests.Last.Over.WaitAsync(LongBeforeItsTimeIsOver, Cancellation);
    }

    [Fact]
    public async Task Whatever_becomes_of_asking_a_sibling_nobody_writes_into_the_buffer_once_it_is_read()
    {
        var (pipe, isAsked) = (new Pipe(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        using var message = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(pipe.Reader.AsStream()) };
        await using var body = new ZipBody(
            TakenResponse.TakeFrom(message, new Uri("http://127.0.0.1/"), null), long.MaxValue, new FailoverOptions { ResumeAfter = TimeSpan.FromMilliseconds(1) }, TimeSpan.FromHours(1), AskInVain, 0, 8);
        await pipe.Writer.WriteAsync("PK\x03\x04"u8.ToArray(), Cancellation);
        await body.PeekAsync(TimeSpan.FromHours(1), Cancellation);
        var buffer = new byte[16];
        (await body.ReadAsync(buffer, Cancellation)).Should().Be(4);

        var reading = body.ReadAsync(buffer, Cancellation).AsTask();
        await isAsked.Task.WaitAsync(Cancellation);
        await pipe.Writer.WriteAsync("more"u8.ToArray(), Cancellation);

        (await reading).Should().Be(4);
        buffer.Should().StartWith("more"u8.ToArray());

        Task<TakenResponse?> AskInVain(long from, Standing? except, CancellationToken cancellation)
        {
            isAsked.SetResult();
            return Task.FromException<TakenResponse?>(new HttpRequestException("nobody there"));
        }
    }

    [Fact]
    public async Task Where_a_sibling_has_other_bytes_the_first_one_is_waited_for()
    {
        await using var bed = await Bed.StartAsync(2, isSame: false);
        bed.FallSilent(0);
        bed.Origins[0].Break(Fault.Status(503), request => request.Header("Range") is not null);
        var asked = bed.GetAsync();
        await Eventually.TrueAsync(() => bed.Origins[0].Requests.Any(request => request.Header("Range") is not null), "both were asked for the rest", Cancellation);

        bed.Origins[0].Release();

        (await asked).Should().Equal(bed.Truth(0));
        bed.Origins[1].Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task Without_validators_nobody_is_asked_for_the_rest_and_the_pause_is_waited_for()
    {
        await using var bed = await Bed.StartAsync(2, options => options with { HasValidators = false }, settings => settings.Set("Failover:IdleTimeout", "00:00:01"));
        bed.FallSilent(0);

        await bed.Invoking(one => one.GetAsync()).Should().ThrowAsync<HttpRequestException>("it is cut off and does not look whole");

        bed.Origins.Sum(origin => origin.Requests.Count).Should().Be(1);
    }

    [Fact]
    public async Task It_is_taken_up_again_as_often_as_is_allowed()
    {
        await using var bed = await Bed.StartAsync(1, change: settings => settings.Set("Failover:MaxResumes", 2).Set("Failover:ResumeAfter", "00:00:00.2").Set("Failover:IdleTimeout", "00:00:02"));
        bed.Origins[0].Break(Fault.FallSilent(1000));

        await bed.Invoking(one => one.GetAsync()).Should().ThrowAsync<HttpRequestException>();

        bed.Origins[0].Requests.Should().HaveCount(5, "twice for silence and twice because the pause was too long");
    }

    [Fact]
    public async Task Whoever_answers_no_probes_either_is_not_waited_for_that_long()
    {
        await using var bed = await Bed.StartAsync(2, change: settings => settings.WithProbes().Set("Failover:ResumeAfter", "00:59:00").Set("Failover:IdleTimeout", "01:00:00"));
        await Eventually.TrueAsync(() => bed.Standings.All(standing => standing.State == HealthState.Healthy), "both are well", Cancellation);
        bed.Origins[0].Fault = Fault.Silence;
        bed.FallSilent(0);

        (await bed.GetAsync()).Should().Equal(bed.Truth(0));

        bed.Origins[1].Requests.Last.Header("Range").Should().StartWith("bytes=");
    }

    /// <summary>A cluster of origins of which the first is asked first.</summary>
    private sealed class Bed : IAsyncDisposable
    {
        private Bed(IReadOnlyList<Origin> origins, LabGateway gateway) => (Origins, Gateway) = (origins, gateway);

        public IReadOnlyList<Origin> Origins { get; }

        public LabGateway Gateway { get; }

        public IEnumerable<Standing> Standings =>
            Gateway.App.Services.GetRequiredService<CurrentSnapshot>().Value.Upstreams["a"].Destinations.Select(destination => destination.Standing);

        public static async Task<Bed> StartAsync(
            int origins, Func<OriginOptions, OriginOptions>? origin = null, Action<LabSettings>? change = null, bool isSame = true)
        {
            var started = new List<Origin>();
            for (var index = 0; index < origins; index++)
            {
                var options = new OriginOptions { Name = $"a{index}", Library = LabModules.Public() };
                started.Add(await Origin.StartAsync(origin?.Invoke(options) ?? options));
                started[index].Library.Publish(new LabModule
                {
                    Path = "example.org/changing",
                    Version = "v1.0.0",
                    Files = [LabFile.Incompressible("data.bin", 64 * 1024, isSame ? 7 : index)],
                });
            }

            var settings = new LabSettings().WithoutCache().Set("Failover:ResumeAfter", "00:00:01").Route("*", "a")
                .Cluster("a", new { Trust = "Internal", ProbeModule = "example.org/hello@v1.1.0" }, started.Select(one => one.Address)).Balance("a", "FirstAlphabetical");
            change?.Invoke(settings);
            return new Bed(started, await LabGateway.StartAsync(settings));
        }

        public void FallSilent(int number) => Origins[number].Break(Fault.FallSilent(1000), request => request.Path == Path && request.Header("Range") is null);

        public byte[] Truth(int number) => Origins[number].Library.Find("example.org/changing", "v1.0.0")!.Zip.ToArray();

        public Task<byte[]> GetAsync() => Gateway.Client.GetByteArrayAsync(Path, Cancellation).WaitAsync(LongBeforeItsTimeIsOver, Cancellation);

        public async ValueTask DisposeAsync()
        {
            foreach (var origin in Origins)
            {
                origin.Heal();
                origin.Release();
            }

            await Gateway.DisposeAsync();
            foreach (var origin in Origins)
            {
                await origin.DisposeAsync();
            }
        }
    }
}
