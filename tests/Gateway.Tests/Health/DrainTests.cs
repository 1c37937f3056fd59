using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gateway.Health;
using Gateway.Lab.Origins.Faults;

namespace Gateway.Tests.Health;

/// <summary>What an operator takes out of rotation, and how it comes back.</summary>
public class DrainTests
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_drained_replica_gets_no_request_and_those_under_way_are_shown_and_finished()
    {
        await using var bed = await StartAsync(replicas: 2);
        using var ops = Operator(bed);
        bed.Replicas[0].Break(Fault.Silence, times: 1);
        bed.Replicas[1].Break(Fault.Silence, times: 1);
        var under = new[] { bed.GetAsync(HealthBed.Mod), bed.GetAsync("/example.org/hello/@v/v1.0.0.mod") };
        await Task.WhenAll(bed.Replicas.Select(replica => replica.HoldsAsync(1, Cancellation)));

        using var drained = await ops.PutAsJsonAsync("api/drains/athens/d1", new { minutes = 30, reason = "upgrade" }, Cancellation);

        var answer = (await drained.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!;
        var shown = answer["destinations"]![0]!;
        ($"{shown["state"]}", $"{shown["inFlight"]}", $"{shown["inRotation"]}").Should().Be(("Drained", "1", "false"));
        $"{shown["evidence"]}".Should().StartWith("drained until 20").And.EndWith(" by edge-1: upgrade");
        ($"{answer["words"]}", $"{answer["shared"]}").Should().Be(("obeyed by edge-1 alone: without Caching:Redis each gateway has to be told", "false"));
        $"{answer["instances"]![0]!["inFlight"]!["athens/d1"]}".Should().Be("1");
        foreach (var replica in bed.Replicas)
        {
            replica.Release();
        }

        (await Task.WhenAll(under)).Should().OnlyContain(status => status == 200);
        var before = bed.Replicas[0].Requests.Count;
        for (var asked = 0; asked < 6; asked++)
        {
            (await bed.GetAsync(HealthBed.Mod)).Should().Be(200);
        }

        bed.Replicas[0].Requests.Should().HaveCount(before);
        (await ops.DeleteAsync("api/drains/athens/d1", Cancellation)).StatusCode.Should().Be(HttpStatusCode.OK);
        bed.Standing(1).IsInRotation.Should().BeTrue();
    }

    [Fact]
    public async Task A_drained_cluster_is_not_asked_even_when_nobody_else_is_left()
    {
        await using var bed = await StartAsync();
        using var ops = Operator(bed);

        (await ops.PutAsync("api/drains/athens", JsonContent.Create(new { }), Cancellation)).StatusCode.Should().Be(HttpStatusCode.OK);

        (await bed.GetAsync(HealthBed.Mod)).Should().Be(503);
        bed.Replicas[0].Requests.Should().BeEmpty();
        (await ops.GetFromJsonAsync<JsonObject>("api/drains", Cancellation))!["drains"]!.AsArray().Should().ContainSingle();
    }

    [Fact]
    public async Task A_drain_outlives_a_reload_and_ends_by_itself()
    {
        await using var bed = await StartAsync();
        var drains = bed.Gateway.App.Services.GetService(typeof(Drains)) as Drains;
        drains!.Add(new Drain("athens", "d1", TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(1.5), "drill"));
        var settings = await File.ReadAllTextAsync(bed.Gateway.SettingsFile, Cancellation);

        (await bed.Gateway.ReloadAsync(settings.Replace("\"Probes\": false", "\"Probes\": false, \"UpAfter\": 3", StringComparison.Ordinal))).Should().BeTrue();

        bed.Standing(1).State.Should().Be(HealthState.Drained);
        await bed.IsAsync(1, HealthState.Unknown);
        drains.All.Should().BeEmpty();
    }

    [Theory]
    [InlineData("api/drains", """{}""", 400, "name a cluster")]
    [InlineData("api/drains/nexus", """{}""", 404, "no destination is named nexus")]
    [InlineData("api/drains/athens/d9", """{}""", 404, "no destination is named athens/d9")]
    [InlineData("api/drains/athens", """{ "minutes": 0 }""", 400, "minutes is 0; 1 to 1440 are possible")]
    [InlineData("api/drains/athens", """{ "minutes": 1441 }""", 400, "minutes is 1441")]
    [InlineData("api/drains/athens", """minutes""", 400, "no JSON such as")]
    [InlineData("api/drains/athens", """{ "reason": "*********************************************************************************************************************************************************************************************************" }""", 400, "reason has 201 letters; 200 are possible")]
    public async Task What_cannot_be_drained_is_told(string path, string body, int status, string text)
    {
        await using var bed = await StartAsync();
        using var ops = Operator(bed);

        using var answer = await ops.PutAsync(path, new StringContent(body, null, "application/json"), Cancellation);

        ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation)).Should().Match<(int Status, string Text)>(got => got.Status == status && got.Text.Contains(text));
    }

    [Fact]
    public async Task Nobody_drains_by_a_form_of_a_foreign_page()
    {
        await using var bed = await StartAsync();
        using var stranger = new HttpClient { BaseAddress = bed.Gateway.AddressOf("Ops") };

        (await stranger.PutAsync("api/drains/athens", JsonContent.Create(new { }), Cancellation)).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await stranger.DeleteAsync("api/drains/athens", Cancellation)).StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    private static Task<HealthBed> StartAsync(int replicas = 1) => HealthBed.StartAsync(
        replicas, settings => settings.Set("Health:Probes", false).Set("Gateway:Instance", "edge-1").Set("Listeners:Ops:Url", "http://127.0.0.1:0"));

    private static HttpClient Operator(HealthBed bed)
    {
        var client = new HttpClient(new TypedRequests()) { BaseAddress = bed.Gateway.AddressOf("Ops") };
        client.DefaultRequestHeaders.Add("X-Gateway", "1");
        return client;
    }

    /// <summary>Gives a request without a body the type that changes need.</summary>
    private sealed class TypedRequests() : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Content is null && request.Method != HttpMethod.Get)
            {
                request.Content = new StringContent("", null, "application/json");
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}
