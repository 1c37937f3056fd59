using System.Net;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Lab.Origins.Faults;

namespace Gateway.Tests.Ops;

/// <summary>How an instance ends.</summary>
public class FarewellTests
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_unready_first_and_still_serves_then_it_listens_no_more()
    {
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public() });
        var gateway = await StartAsync(origin, "00:00:05", "00:00:30");
        using var ops = new HttpClient { BaseAddress = gateway.AddressOf("Ops") };
        var module = gateway.AddressOf("Plain");
        (await ops.GetAsync("health/ready", Cancellation)).StatusCode.Should().Be(HttpStatusCode.OK);

        var stopping = gateway.App.StopAsync(Cancellation);
        using var ready = await ops.GetAsync("health/ready", Cancellation);

        (ready.StatusCode, await ready.Content.ReadAsStringAsync(Cancellation)).Should().Be((HttpStatusCode.ServiceUnavailable, "stopping\n"));
        using (var client = new HttpClient { BaseAddress = module })
        {
            (await client.GetAsync("/example.org/hello/@v/v1.1.0.mod", Cancellation)).StatusCode.Should().Be(HttpStatusCode.OK);
        }

        await stopping;
        using var late = new HttpClient { BaseAddress = module };
        await late.Invoking(client => client.GetAsync("/example.org/hello/@v/v1.1.0.mod", Cancellation)).Should().ThrowAsync<HttpRequestException>();
        await gateway.DisposeAsync();
    }

    [Fact]
    public async Task A_download_under_way_is_finished()
    {
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public() });
        var gateway = await StartAsync(origin, "00:00:00", "00:01:00");
        origin.Break(Fault.HeadersThenSilence);
        var download = gateway.Client.GetByteArrayAsync("/example.org/large/@v/v1.0.0.zip", Cancellation);
        await origin.HoldsAsync(1, Cancellation);

        var stopping = gateway.App.StopAsync(Cancellation);
        origin.Release();

        (await download).Should().Equal(LabModules.Public().Find("example.org/large", "v1.0.0")!.Zip.ToArray());
        await stopping;
        await gateway.DisposeAsync();
    }

    [Fact]
    public async Task What_takes_longer_than_the_bound_is_cut_off()
    {
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public() });
        var gateway = await StartAsync(origin, "00:00:00", "00:00:01");
        origin.Break(Fault.HeadersThenSilence);
        var download = gateway.Client.GetByteArrayAsync("/example.org/large/@v/v1.0.0.zip", Cancellation);
        await origin.HoldsAsync(1, Cancellation);

        await gateway.App.StopAsync(Cancellation);

        await download.Invoking(task => task).Should().ThrowAsync<HttpRequestException>();
        origin.Heal();
        await gateway.DisposeAsync();
    }

    private static Task<LabGateway> StartAsync(Origin origin, string delay, string timeout) => LabGateway.StartAsync(new LabSettings()
        .Cluster(origin).Route("*", "origin").Set("Listeners:Ops:Url", "http://127.0.0.1:0").Set("Gateway:DrainDelay", delay).Set("Gateway:DrainTimeout", timeout));
}
