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

namespace Gateway.Tests.Mirroring;

/// <summary>A cluster that was away gets what the others served meanwhile.</summary>
public class CatchUpTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cluster_that_is_back_is_asked_for_what_others_served_that_is_public_and_never_changes()
    {
        await using var athens = await Origin.StartAsync(new OriginOptions { Name = "athens", Library = LabModules.Public() });
        await using var inside = await Origin.StartAsync(new OriginOptions { Name = "inside", Library = LabModules.Private() });
        await using var golang = await Origin.StartAsync(new OriginOptions { Name = "golang", Library = LabModules.Public() });
        await using var gateway = await LabGateway.StartAsync(new LabSettings().WithProbes()
            .Cluster(athens, Section(100)).Cluster(inside, new { Trust = "Internal" }).Cluster(golang, new { Trust = "Internal" })
            .Private("corp.example").Route("corp.example", "athens, inside").Route("*", "athens, golang", new { NotFound = "Next" }));
        await athens.StopAsync();
        await IsAsync(gateway, HealthState.Unhealthy);
        string[] missed = ["/example.org/hello/@v/v1.1.0.info", "/example.org/hello/@v/v1.1.0.mod", "/example.org/hello/@v/v1.1.0.zip"];
        string[] others =
        [
            "/example.org/hello/@v/list", "/example.org/hello/@latest", "/example.org/hello/@v/master.info", "/corp.example/auth/@v/v1.0.0.mod", missed[0],
        ];

        foreach (var path in missed.Concat(others))
        {
            (await gateway.Client.GetAsync(path, Cancellation)).StatusCode.Should().Be(HttpStatusCode.OK, path);
        }

        using var warmed = new Counted("gateway.warm.requests", gateway);
        await athens.StartAgainAsync();
        await Eventually.TrueAsync(() => warmed.Sum == missed.Length, "it has caught up", Cancellation);

        athens.Requests.Targets.Should().BeEquivalentTo(missed);
        warmed.Tags("result", "served").Should().HaveCount(missed.Length);
        Missed(gateway).CountOf("athens").Should().Be(0);
    }

    [Fact]
    public async Task It_is_asked_at_its_rate_and_not_at_once()
    {
        await using var bed = await DownBed.StartAsync(0.001);
        await bed.Athens.StartAgainAsync();
        await bed.Athens.Requests.WaitForAsync(1, Cancellation);

        // Time enough for a burst, had there been one: every one of these is a round trip.
        for (var asked = 0; asked < 100; asked++)
        {
            (await bed.Gateway.Client.GetAsync("/example.org/text/@v/v1.1.0.mod", Cancellation)).EnsureSuccessStatusCode();
        }

        bed.Athens.Requests.Targets.Where(target => target.Contains("large", StringComparison.Ordinal) || target.Contains("hello", StringComparison.Ordinal)).Should().ContainSingle();
        Missed(bed.Gateway).CountOf("athens").Should().Be(DownBed.Paths.Count - 1);
    }

    [Fact]
    public async Task It_is_left_alone_when_it_goes_down_again_and_goes_on_when_it_is_back()
    {
        await using var bed = await DownBed.StartAsync(20);
        // In the middle of the first, so that the others are still to come.
        bed.Athens.Break(Fault.Silence, request => !request.IsProbe);
        await bed.Athens.StartAgainAsync();
        await bed.Athens.HoldsAsync(1, Cancellation);
        await bed.Athens.StopAsync();
        await IsAsync(bed.Gateway, HealthState.Unhealthy);
        var asked = bed.Athens.Requests.Count;

        bed.Athens.Heal();
        await bed.Athens.StartAgainAsync();
        await Eventually.TrueAsync(() => Missed(bed.Gateway).CountOf("athens") == 0 && bed.Athens.Requests.Count > asked, "it has caught up", Cancellation);
        // One may have been on its way when the cluster went down.
        bed.Athens.Requests.Targets.Distinct().Count().Should().BeGreaterThanOrEqualTo(DownBed.Paths.Count - 1);
    }

    [Fact]
    public async Task It_is_not_asked_where_nobody_says_so()
    {
        await using var bed = await DownBed.StartAsync(0);

        Missed(bed.Gateway).CountOf("athens").Should().Be(0);
    }

    [Fact]
    public void What_is_remembered_is_bounded_and_each_is_there_once()
    {
        var list = new MissedList();
        for (var number = 0; number < MissedList.Most + 10; number++)
        {
            list.Add(GoModules.GoRequest.Parse($"/example.org/m{number}/@v/v1.0.0.mod")!);
            list.Add(GoModules.GoRequest.Parse($"/example.org/m{number}/@v/v1.0.0.mod")!);
        }

        list.Count.Should().Be(MissedList.Most);
        list.Take()!.Module.Should().Be("example.org/m10", "the oldest were forgotten");
    }

    private static object Section(double warmPerSecond) =>
        new { Trust = "Internal", ProbePath = "/", ProbeInterval = "00:00:00.05", ProbeModule = "example.org/hello@v1.1.0", WarmPerSecond = warmPerSecond };

    private static MissedArtifacts Missed(LabGateway gateway) => gateway.App.Services.GetRequiredService<MissedArtifacts>();

    private static Task IsAsync(LabGateway gateway, HealthState state) => Eventually.TrueAsync(
        () => gateway.App.Services.GetRequiredService<CurrentSnapshot>().Value.Upstreams["athens"].Destinations[0].Standing.State == state, $"athens is {state}", Cancellation);

    /// <summary>A gateway whose first cluster is down while the second serves what it should have.</summary>
    private sealed class DownBed(Origin athens, Origin golang, LabGateway gateway) : IAsyncDisposable
    {
        public static IReadOnlyList<string> Paths { get; } =
        [
            .. from version in new[] { "v1.0.0", "v1.1.0", "v1.2.0" } from kind in new[] { "info", "mod", "zip" } select $"/example.org/hello/@v/{version}.{kind}",
        ];

        public Origin Athens => athens;

        public LabGateway Gateway => gateway;

        public static async Task<DownBed> StartAsync(double warmPerSecond)
        {
            var athens = await Origin.StartAsync(new OriginOptions { Name = "athens", Library = LabModules.Public() });
            var golang = await Origin.StartAsync(new OriginOptions { Name = "golang", Library = LabModules.Public() });
            var gateway = await LabGateway.StartAsync(new LabSettings().WithProbes().Cluster(athens, Section(warmPerSecond)).Cluster(golang).Route("*", "athens, golang"));
            await athens.StopAsync();
            await IsAsync(gateway, HealthState.Unhealthy);
            foreach (var path in Paths)
            {
                (await gateway.Client.GetAsync(path, Cancellation)).EnsureSuccessStatusCode();
            }

            return new DownBed(athens, golang, gateway);
        }

        public async ValueTask DisposeAsync()
        {
            await gateway.DisposeAsync();
            await athens.DisposeAsync();
            await golang.DisposeAsync();
        }
    }
}
