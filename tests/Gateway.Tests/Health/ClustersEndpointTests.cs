using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gateway.Health;

namespace Gateway.Tests.Health;

/// <summary>What operators are shown.</summary>
public class ClustersEndpointTests
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Operators_see_state_reason_and_the_latest_changes()
    {
        await using var bed = await HealthBed.StartAsync(change: settings => settings.Set("Listeners:Ops:Url", "http://127.0.0.1:0").Set("Gateway:Instance", "edge-1"));
        using var ops = new HttpClient { BaseAddress = bed.Gateway.AddressOf("Ops") };
        await bed.IsAsync(1, HealthState.Healthy);
        (await ops.GetStringAsync("health/ready", Cancellation)).Should().Be("ready\n");
        await bed.Replicas[0].StopAsync();
        await bed.IsAsync(1, HealthState.Unhealthy);

        var clusters = (await ops.GetFromJsonAsync<JsonArray>("api/clusters", Cancellation))!;
        var replica = clusters[0]!["destinations"]![0]!;
        ($"{clusters[0]!["name"]}", $"{replica["name"]}", $"{replica["state"]}", $"{replica["inRotation"]}").Should().Be(("athens", "d1", "Unhealthy", "false"));
        $"{clusters[0]!["instance"]}".Should().Be("edge-1");
        $"{replica["evidence"]}".Should().Be("2 probes failed: it refused the connection");
        var latest = (await ops.GetFromJsonAsync<JsonArray>("api/transitions", Cancellation))![0]!;
        ($"{latest["from"]}", $"{latest["to"]}").Should().Be(("Healthy", "Unhealthy"));
        (await ops.PostAsync("api/clusters", null, Cancellation)).StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
        (await ops.GetStringAsync("health/ready", Cancellation)).Should().Be("ready\n", "an upstream's outage does not take this instance away");
    }
}
