using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Gateway.Health;
using Gateway.Lab;
using Gateway.Settings;
using Gateway.Tests.Auditing;
using Gateway.Tests.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Ops;

public class AlertsTests
{
    private const string Token = "0123456789abcdef0123456789abcdef";

    [Fact]
    public async Task A_firing_alert_drains_its_cluster_and_a_resolved_one_ends_that_and_both_are_written_down()
    {
        using var audit = new AuditBed();
        await using (var bed = await StartAsync(settings => audit.Record(settings)))
        {
            (await PostAsync(bed, Notice("firing"))).Should().Be((200, "drained"));
            State(bed, "first").Should().Be(HealthState.Drained);
            bed.Gateway.App.Services.GetRequiredService<Drains>().All.Should().ContainSingle()
                .Which.Until.Should().BeCloseTo(TimeProvider.System.GetUtcNow().AddMinutes(10), TimeSpan.FromMinutes(2));
            (await PostAsync(bed, Notice("firing"))).Should().Be((200, "nothing"));
            (await PostAsync(bed, Notice("resolved", alert: "Another"))).Should().Be((200, "nothing"));

            (await PostAsync(bed, Notice("resolved"))).Should().Be((200, "undrained"));
            State(bed, "first").Should().NotBe(HealthState.Drained);
        }

        (await audit.ReadAsync()).Where(record => record.GetProperty("type").GetString() == "operation")
            .Select(record => (record.GetProperty("action").GetString(), record.GetProperty("target").GetString(), record.GetProperty("reason").GetString()))
            .Should().Equal(("drain", "first", "alert Sick"), ("undrain", "first", "alert Sick is resolved"));
    }

    [Fact]
    public async Task An_alert_that_has_been_firing_for_longer_than_it_may_drain_drains_nothing()
    {
        await using var bed = await StartAsync();

        (await PostAsync(bed, Notice("firing", minutesAgo: 11))).Should().Be((200, "nothing"));
    }

    [Theory]
    [InlineData("first", "page")]
    [InlineData("nobody", "drain")]
    public async Task An_alert_that_is_not_for_us_or_names_no_cluster_does_nothing(string cluster, string action)
    {
        await using var bed = await StartAsync();

        (await PostAsync(bed, Notice("firing", cluster, action))).Should().Be((200, "nothing"));
        State(bed, "first").Should().NotBe(HealthState.Drained);
    }

    [Fact]
    public async Task The_last_cluster_of_a_route_is_not_drained()
    {
        await using var bed = await StartAsync();

        (await PostAsync(bed, Notice("firing", "first"))).Should().Be((200, "drained"));
        (await PostAsync(bed, Notice("firing", "second"))).Should().Be((200, "nothing"));
        (await bed.GetAsync(MeasuredBed.Modules + "list")).Should().Be(200);
    }

    [Fact]
    public async Task What_an_operator_has_drained_stays_drained()
    {
        await using var bed = await StartAsync();
        bed.Gateway.App.Services.GetRequiredService<Drains>().Add(new Drain("first", null, TimeProvider.System.GetUtcNow().AddHours(1), "a drill"));

        (await PostAsync(bed, Notice("firing"))).Should().Be((200, "nothing"));
        (await PostAsync(bed, Notice("resolved"))).Should().Be((200, "nothing"));
        State(bed, "first").Should().Be(HealthState.Drained);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer 0123456789abcdef0123456789abcdeX")]
    [InlineData("Basic 0123456789abcdef0123456789abcdef")]
    public async Task Nobody_is_let_in_without_the_token(string? authorization)
    {
        await using var bed = await StartAsync();

        (await PostAsync(bed, Notice("firing"), authorization)).Status.Should().Be(401);
        State(bed, "first").Should().NotBe(HealthState.Drained);
    }

    [Fact]
    public async Task Nobody_is_let_in_where_no_token_is_set()
    {
        await using var bed = await MeasuredBed.StartAsync();

        (await PostAsync(bed, Notice("firing"), "Bearer ")).Status.Should().Be(401);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"alerts\":[{\"startsAt\":\"yesterday\"}]}")]
    public async Task What_Alertmanager_does_not_send_is_refused(string body)
    {
        await using var bed = await StartAsync();

        (await PostAsync(bed, body)).Status.Should().Be(400);
    }

    [Fact]
    public async Task A_token_that_can_be_guessed_stops_the_start()
    {
        var start = () => LabGateway.StartAsync(new LabSettings().Secret("Ops:AlertsTokenFile", "short").Cluster("nexus", null, new Uri("http://127.0.0.1:9/")).Route("*", "nexus"));

        (await start.Should().ThrowAsync<SettingsException>()).Which.Faults.Should().ContainSingle(fault => fault.StartsWith("Ops:AlertsTokenFile, ") && fault.Contains("has 5 letters"));
    }

    private static Task<MeasuredBed> StartAsync(Action<LabSettings>? change = null) => MeasuredBed.StartAsync(settings =>
    {
        settings.Secret("Ops:AlertsTokenFile", Token + "\n").Set("Ops:AlertMinutes", 10);
        change?.Invoke(settings);
    });

    private static HealthState State(MeasuredBed bed, string cluster) =>
        bed.Gateway.App.Services.GetRequiredService<CurrentSnapshot>().Value.Upstreams[cluster].Destinations[0].Standing.State;

    /// <summary>As Alertmanager 0.27 sends it.</summary>
    private static string Notice(string status, string cluster = "first", string action = "drain", string alert = "Sick", int minutesAgo = 0) => $$"""
        {
          "receiver": "gateway", "status": "{{status}}", "version": "4", "groupKey": "{}:{}", "truncatedAlerts": 0, "externalURL": "http://alertmanager:9093",
          "groupLabels": {}, "commonLabels": {}, "commonAnnotations": {},
          "alerts": [{
            "status": "{{status}}", "labels": { "alertname": "{{alert}}", "cluster": "{{cluster}}", "action": "{{action}}", "severity": "page" },
            "annotations": { "summary": "it is sick" }, "startsAt": "{{TimeProvider.System.GetUtcNow().AddMinutes(-minutesAgo):O}}", "endsAt": "0001-01-01T00:00:00Z",
            "generatorURL": "http://prometheus:9090/graph", "fingerprint": "c3a2b1"
          }]
        }
        """;

    private static async Task<(int Status, string Done)> PostAsync(MeasuredBed bed, string body, string? authorization = "Bearer " + Token)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(bed.Ops, "api/alerts")) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = authorization is null ? null : AuthenticationHeaderValue.Parse(authorization);
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, answer.IsSuccessStatusCode ? JsonDocument.Parse(text).RootElement[0].GetProperty("done").GetString()! : text);
    }
}
