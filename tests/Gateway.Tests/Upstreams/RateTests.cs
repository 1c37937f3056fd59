using System.Net;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Lab.Origins.Faults;
using Gateway.Upstreams;

namespace Gateway.Tests.Upstreams;

/// <summary>How often a cluster is asked.</summary>
public class RateTests
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_avalanche_of_cold_clients_never_makes_a_nexus_refuse_that_allows_ten_a_second()
    {
        await using var nexus = await Origin.StartAsync(
            new OriginOptions { Name = "nexus", Library = LabModules.Public(), Quirks = [Quirk.RateLimit] });
        await using var gateway = await LabGateway.StartAsync(
            new LabSettings().AsShipped().Cluster(nexus, new { Trust = "Internal", ProbeModule = "example.org/hello@v1.1.0", Rate = new { RequestsPerSecond = 9 } }).Route("*", "nexus"));

        // Fifty machines' worth: each asks for the list, the files of both versions, and a few more.
        string[] paths = ["list", "v1.1.0.info", "v1.1.0.mod", "v1.1.0.zip", "v1.0.0.info", "v1.0.0.mod", "v1.0.0.zip"];
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).SelectMany(_ => paths).Select(path => gateway.Client.GetAsync($"/example.org/hello/@v/{path}", Cancellation)));

        answers.Should().OnlyContain(answer => answer.StatusCode == HttpStatusCode.OK);
        nexus.Requests.Should().NotContain(request => request.Status == 429);
    }

    [Fact]
    public async Task A_nexus_that_only_refuses_sees_no_more_than_the_budget_allows_and_clients_get_a_reason()
    {
        await using var nexus = await Origin.StartAsync(new OriginOptions { Name = "nexus", Library = LabModules.Public() });
        await using var gateway = await LabGateway.StartAsync(
            new LabSettings().WithoutCache().WithRetries().Set("Failover:RetryFloor", 0).Cluster(nexus).Route("*", "nexus"));
        nexus.Fault = Fault.Status(429);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(async version =>
        {
            using var answer = await gateway.Client.GetAsync($"/example.org/hello/@v/v1.{version}.0.info", Cancellation);
            return (answer.StatusCode, Text: await answer.Content.ReadAsStringAsync(Cancellation));
        }));

        answers.Should().OnlyContain(answer => answer.StatusCode == HttpStatusCode.ServiceUnavailable && answer.Text.Contains("nexus answered 429", StringComparison.Ordinal));
        nexus.Requests.Count.Should().BeInRange(50, 60);
    }

    [Fact]
    public async Task Who_finds_the_line_too_long_goes_on_to_the_next_cluster()
    {
        await using var nexus = await Origin.StartAsync(new OriginOptions { Name = "nexus", Library = LabModules.Public() });
        await using var golang = await Origin.StartAsync(OriginOptions.PublicLike(LabModules.Public()) with { Name = "golang" });
        await using var gateway = await LabGateway.StartAsync(
            new LabSettings().WithoutCache().Cluster(nexus, new { Rate = new { RequestsAtOnce = 1, Queue = 0 } }).Cluster(golang).Route("*", "nexus,golang"));
        nexus.Fault = Fault.Silence;
        var first = gateway.Client.GetAsync("/example.org/hello/@v/v1.1.0.info", Cancellation);
        await nexus.HoldsAsync(1, Cancellation);

        (await gateway.Client.GetAsync("/example.org/hello/@v/v1.1.0.mod", Cancellation)).StatusCode.Should().Be(HttpStatusCode.OK);

        (nexus.Requests.Count, golang.Requests.Count).Should().Be((1, 1));
        nexus.Heal();
        (await first).StatusCode.Should().Be(HttpStatusCode.OK);
        (await gateway.Client.GetAsync("/example.org/hello/@v/v1.1.0.mod", Cancellation)).StatusCode.Should().Be(HttpStatusCode.OK);
        nexus.Requests.Count.Should().Be(2, "the turn was given back");
    }

    [Fact]
    public async Task Who_waits_in_line_is_served_in_the_order_of_arrival_and_may_leave()
    {
        var rate = UpstreamRate.Of(new RateOptions { RequestsAtOnce = 1 });
        var held = await rate.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        using var leaving = new CancellationTokenSource();
        var left = rate.WaitAsync(TimeSpan.FromMinutes(1), leaving.Token).AsTask();
        var second = rate.WaitAsync(TimeSpan.FromMinutes(1), Cancellation).AsTask();
        var third = rate.WaitAsync(TimeSpan.FromMinutes(1), Cancellation).AsTask();
        rate.TryTake().Should().BeNull("probes do not wait");

        await leaving.CancelAsync();
        await left.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        held!.Dispose();

        (await second)!.Dispose();
        (await third).Should().NotBeNull();
    }
}
