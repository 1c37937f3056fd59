using System.Security.Cryptography;
using Gateway.Caching;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins.Faults;

namespace Gateway.Tests.Caching;

/// <summary>One flight per key: who joins, leaves, stalls and falls behind.</summary>
public class FlightTests
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thousand_who_ask_for_one_cold_zip_are_one_request_upstream_whatever_they_do_with_it()
    {
        const string Zip = "/example.org/text/@v/v1.2.0.zip";
        var truth = TruthOf("example.org/text", "v1.2.0", module => module.Zip);
        await using var bed = await CacheTestBed.StartAsync();
        bed.Origin.Break(Fault.Silence, request => request.Path == Zip, times: 1);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var othersAreDone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var leavers = Enumerable.Range(0, 100).Select(_ => bed.Gateway.Client.GetByteArrayAsync(Zip, leaving.Token)).ToList();
        var stalled = Enumerable.Range(0, 50).Select(_ => ReadLateAsync(bed, Zip, othersAreDone.Task)).ToList();
        var parts = Enumerable.Range(0, 150).Select(number => bed.GetAsync(Zip, ("Range", $"bytes={number * 500}-{(number * 500) + 999}"))).ToList();
        var whole = Enumerable.Range(0, 700).Select(_ => bed.Gateway.Client.GetByteArrayAsync(Zip, Cancellation)).ToList();
        var large = Enumerable.Range(0, 50).Select(_ => HashOfAsync(bed, CacheTestBed.Zip)).ToList();
        await bed.Gateway.WaitedForAsync(1000);
        await bed.Origin.HoldsAsync(1, Cancellation);
        await leaving.CancelAsync();
        bed.Origin.Release();

        (await Task.WhenAll(whole)).Should().OnlyContain(body => body.SequenceEqual(truth));
        foreach (var (part, number) in (await Task.WhenAll(parts)).Select((part, number) => (part, number)))
        {
            part.Status.Should().Be(206);
            part.Body.Should().Equal(truth[(number * 500)..Math.Min(truth.Length, (number * 500) + 1000)]);
        }

        othersAreDone.SetResult();
        (await Task.WhenAll(stalled)).Should().OnlyContain(body => body.SequenceEqual(truth));
        (await Task.WhenAll(large)).Should().OnlyContain(hash => hash.SequenceEqual(SHA256.HashData(TruthOf(LabModules.Large, "v1.0.0", module => module.Zip))));
        foreach (var left in leavers)
        {
            await left.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        }

        bed.Origin.Requests.Targets.Should().BeEquivalentTo(Zip, CacheTestBed.Zip);
    }

    [Fact]
    public async Task The_first_ones_leaving_ends_nothing_for_the_others()
    {
        await using var bed = await CacheTestBed.StartAsync();
        bed.Origin.Break(Fault.HeadersThenSilence, times: 1);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var first = bed.Gateway.Client.GetByteArrayAsync(CacheTestBed.Mod, leaving.Token);
        await bed.Origin.HoldsAsync(1, Cancellation);
        var second = bed.Gateway.Client.GetByteArrayAsync(CacheTestBed.Mod, Cancellation);
        await bed.Gateway.WaitedForAsync(2);

        await leaving.CancelAsync();
        await first.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        bed.Origin.Release();

        (await second).Should().Equal(TruthOf("example.org/hello", "v1.1.0", module => module.Mod));
        bed.Origin.Requests.Should().ContainSingle();
    }

    [Fact]
    public void Flights_that_are_over_leave_no_timers_behind()
    {
        const int Flights = 20_000;
        var table = new FlightTable(TimeProvider.System);
        var before = Timer.ActiveCount;

        for (var number = 0; number < Flights; number++)
        {
            var (seat, flight) = table.Board(new FlightKey(0, $"{number}"));
            if (number % 2 == 0)
            {
                seat.Dispose();
            }

            table.Crash(flight!, new OperationCanceledException());
            seat.Dispose();
        }

        (Timer.ActiveCount - before).Should().BeLessThan(Flights / 4, "all others are those of tests beside this one");
    }

    [Fact]
    public async Task A_fetch_that_everybody_has_left_is_finished_and_kept()
    {
        await using var bed = await CacheTestBed.StartAsync();
        bed.Origin.Break(Fault.Silence, times: 1);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var first = bed.Gateway.Client.GetByteArrayAsync(CacheTestBed.Mod, leaving.Token);
        await bed.Origin.HoldsAsync(1, Cancellation);
        await leaving.CancelAsync();
        await first.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();

        bed.Origin.Release();
        await bed.Origin.Requests.Last.Over.WaitAsync(Cancellation);

        (await bed.GetAsync(CacheTestBed.Mod)).Status.Should().Be(200);
        bed.Origin.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task A_refusal_is_shared_by_those_who_wait_and_asked_for_again_by_those_who_come_later()
    {
        await using var bed = await CacheTestBed.StartAsync();
        bed.Origin.Break(Fault.SlowFirstByte(bed.Origin.Requests.WaitForAsync(1, Cancellation)), times: 0x7fffffff);
        bed.Origin.Break(Fault.Status(500), times: 1);

        var refused = await bed.GetAsync(CacheTestBed.Mod);
        var later = await bed.GetAsync(CacheTestBed.Mod);

        (refused.Status, later.Status).Should().Be((502, 200));
    }

    [Fact]
    public async Task Who_comes_after_a_refusal_was_told_is_never_told_it_again()
    {
        await using var bed = await CacheTestBed.StartAsync();
        foreach (var version in Enumerable.Range(0, 300))
        {
            bed.Origin.Break(Fault.Status(500), times: 1);
            var path = $"/example.org/hello/@v/v1.{version}.99.info";

            (await bed.GetAsync(path)).Status.Should().Be(502);
            (await bed.GetAsync(path)).Status.Should().Be(404);
        }
    }

    [Fact]
    public async Task Who_looks_while_a_fetch_lands_does_not_fetch_again()
    {
        await using var bed = await CacheTestBed.StartAsync();
        foreach (var version in Enumerable.Range(0, 500))
        {
            var path = $"/example.org/hello/@v/v1.{version}.99.info";
            var both = await Task.WhenAll(bed.GetAsync(path), bed.GetAsync(path), bed.GetAsync(path));
            both.Should().OnlyContain(reply => reply.Status == 404);
        }

        bed.Origin.Requests.Should().HaveCount(500);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_slow_reader_of_a_large_zip_holds_nobody_up_and_gets_it_whole(bool hasValidators)
    {
        const int Size = 300 << 20;
        var toolchain = LabModules.ToolchainOf(Size);
        await using var bed = await CacheTestBed.StartAsync(origin: options => options with { Library = new ModuleLibrary(toolchain), HasValidators = hasValidators });
        var path = $"/{LabModules.Toolchain}/@v/{toolchain.Version}.zip";

        // Both are aboard before the first byte, so that one flight serves them.
        bed.Origin.Break(Fault.Silence, times: 1);
        var slow = bed.Gateway.Client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        await bed.Origin.HoldsAsync(1, Cancellation);
        var fast = bed.Gateway.Client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        await bed.Gateway.WaitedForAsync(2);
        bed.Origin.Release();
        using var slowResponse = await slow;
        using var fastResponse = await fast;
        var truth = HashOf(toolchain.Zip);

        (await SHA256.HashDataAsync(await fastResponse.Content.ReadAsStreamAsync(Cancellation), Cancellation)).Should().Equal(truth);
        bed.Origin.Requests.Should().ContainSingle();
        if (hasValidators)
        {
            (await SHA256.HashDataAsync(await slowResponse.Content.ReadAsStreamAsync(Cancellation), Cancellation)).Should().Equal(truth);
            bed.Origin.Requests.Should().HaveCount(2, "the slow reader goes on with a stream of its own");
            bed.Origin.Requests.Last.Header("Range").Should().NotBeNull();
        }
        else
        {
            await slowResponse.Invoking(response => response.Content.ReadAsByteArrayAsync(Cancellation)).Should().ThrowAsync<HttpRequestException>(
                "what cannot be gone on with must not look whole");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Those_who_wait_for_a_zip_that_is_not_held_whole_are_one_request_upstream(bool hasValidators)
    {
        await using var bed = await CacheTestBed.StartAsync(
            settings => settings.Set("Caching:LargestResponseMegabytes", 1),
            options => options with { HasValidators = hasValidators, Library = new ModuleLibrary(LabModules.ToolchainOf(8 << 20)) });
        var toolchain = LabModules.ToolchainOf(8 << 20);
        bed.Origin.Break(Fault.Silence, times: 1);

        var asking = Enumerable.Range(0, 40).Select(_ => HashOfAsync(bed, $"/{LabModules.Toolchain}/@v/{toolchain.Version}.zip")).ToList();
        await bed.Gateway.WaitedForAsync(40);
        await bed.Origin.HoldsAsync(1, Cancellation);
        bed.Origin.Release();

        var truth = HashOf(toolchain.Zip);
        (await Task.WhenAll(asking)).Should().OnlyContain(hash => hash.SequenceEqual(truth));
        // A machine that is too busy to run one of them for a second may have let him go on alone, with a range.
        bed.Origin.Requests.Should().ContainSingle(request => request.Header("Range") == null);
    }

    [Fact]
    public async Task Beyond_the_budget_for_bodies_under_way_a_zip_is_streamed_and_not_kept()
    {
        await using var bed = await CacheTestBed.StartAsync(settings => settings.Set("Caching:InFlightMegabytes", 1));

        (await bed.GetAsync(CacheTestBed.Zip)).Body.Should().Equal(TruthOf("example.org/large", "v1.0.0", module => module.Zip));
        (await bed.GetAsync(CacheTestBed.Zip)).CacheStatus.Should().StartWith("gateway; fwd=miss");
        (await bed.GetAsync(CacheTestBed.Mod)).Status.Should().Be(200);
        (await bed.GetAsync(CacheTestBed.Mod)).CacheStatus.Should().StartWith("gateway; hit");
    }

    [Fact]
    public async Task What_is_larger_than_is_worth_keeping_is_not_kept()
    {
        await using var bed = await CacheTestBed.StartAsync(settings => settings.Set("Caching:LargestResponseMegabytes", 2));

        (await bed.GetAsync(CacheTestBed.Zip)).Body.Should().Equal(TruthOf("example.org/large", "v1.0.0", module => module.Zip));
        (await bed.GetAsync(CacheTestBed.Zip)).CacheStatus.Should().StartWith("gateway; fwd=miss");
    }

    private static async Task<byte[]> ReadLateAsync(CacheTestBed bed, string path, Task until)
    {
        using var response = await bed.Gateway.Client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        await until;
        return await response.Content.ReadAsByteArrayAsync(Cancellation);
    }

    private static async Task<byte[]> HashOfAsync(CacheTestBed bed, string path)
    {
        await using var body = await bed.Gateway.Client.GetStreamAsync(path, Cancellation);
        return await SHA256.HashDataAsync(body, Cancellation);
    }

    private static byte[] TruthOf(string path, string version, Func<LabModule, LabBody> part) =>
        part(LabModules.Public().Find(path, version)!).ToArray();

    private static byte[] HashOf(LabBody body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var memory in body.Bytes)
        {
            hash.AppendData(memory.Span);
        }

        return hash.GetHashAndReset();
    }
}
