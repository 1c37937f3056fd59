using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Lab.Origins.Faults;
using Gateway.Settings;
using Gateway.Tests.Auditing;
using Gateway.Upstreams;

namespace Gateway.Tests.Upstreams;

/// <summary>A share of a route's modules is asked of new clusters first, and no build notices when those are no good.</summary>
public class CanaryTests
{
    private const string Mod = "/example.org/hello/@v/v1.1.0.mod";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_modules_always_go_to_the_new_cluster()
    {
        var modules = Enumerable.Range(0, 150).Select(number => $"example.org/module{number}").ToList();
        var library = new ModuleLibrary(modules.Select(path => new LabModule { Path = path, Version = "v1.0.0" }));
        await using var old = await Origin.StartAsync(new OriginOptions { Name = "old", Library = library });
        await using var tried = await Origin.StartAsync(new OriginOptions { Name = "tried", Library = library });
        await using var gateway = await LabGateway.StartAsync(Settings(old, tried, 0.3).WithoutCache());

        foreach (var file in new[] { "list", "v1.0.0.info", "v1.0.0.mod" })
        {
            foreach (var module in modules)
            {
                await AskAsync(gateway, $"/{module}/@v/{file}", HttpStatusCode.OK);
            }
        }

        var chosen = modules.Where(module => StableShare.Has(module, 0.3)).ToList();
        chosen.Should().HaveCountGreaterThan(25).And.HaveCountLessThan(70);
        Modules(tried).Should().BeEquivalentTo(chosen.SelectMany(module => Enumerable.Repeat(module, 3)));
        Modules(old).Should().BeEquivalentTo(modules.Except(chosen).SelectMany(module => Enumerable.Repeat(module, 3)));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    [InlineData(500)]
    [InlineData(429)]
    [InlineData(401)]
    public async Task What_the_new_cluster_lacks_or_fails_in_the_old_one_answers(int status)
    {
        await using var old = await Origin.StartAsync(new OriginOptions { Name = "old", Library = LabModules.Public() });
        await using var tried = await Origin.StartAsync(new OriginOptions { Name = "tried", Library = LabModules.Public() });
        await using var gateway = await LabGateway.StartAsync(Settings(old, tried, 1));
        tried.Fault = Fault.Status(status);

        await AskAsync(gateway, Mod, HttpStatusCode.OK);
        await AskAsync(gateway, "/example.org/nowhere/@v/v1.0.0.mod", HttpStatusCode.NotFound);

        tried.Requests.Should().HaveCountGreaterThanOrEqualTo(1);
        old.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_new_cluster_that_is_away_takes_nothing_away()
    {
        await using var old = await Origin.StartAsync(new OriginOptions { Name = "old", Library = LabModules.Public() });
        await using var tried = await Origin.StartAsync(new OriginOptions { Name = "tried" });
        await using var gateway = await LabGateway.StartAsync(Settings(old, tried, 1));
        await tried.StopAsync();

        await AskAsync(gateway, Mod, HttpStatusCode.OK);
        await AskAsync(gateway, "/example.org/nowhere/@v/v1.0.0.mod", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Its_not_found_is_nothing_while_the_old_ones_are_away()
    {
        await using var old = await Origin.StartAsync(new OriginOptions { Name = "old", Library = LabModules.Public() });
        await using var tried = await Origin.StartAsync(new OriginOptions { Name = "tried" });
        await using var gateway = await LabGateway.StartAsync(Settings(old, tried, 1));
        await old.StopAsync();

        await AskAsync(gateway, Mod, HttpStatusCode.BadGateway);
    }

    [Fact]
    public async Task Its_not_found_is_nothing_when_nobody_else_may_be_asked_any_more()
    {
        await using var old = await Origin.StartAsync(new OriginOptions { Name = "old", Library = LabModules.Public() });
        await using var tried = await Origin.StartAsync(new OriginOptions { Name = "tried" });
        await using var gateway = await LabGateway.StartAsync(Settings(old, tried, 1).Set("Failover:MaxAttempts", 1));

        await AskAsync(gateway, Mod, HttpStatusCode.GatewayTimeout);
    }

    [Fact]
    public async Task What_it_alone_has_and_has_just_spoken_of_is_no_not_found_when_it_fails()
    {
        var newer = LabModules.Public().Publish(new LabModule { Path = "example.org/hello", Version = "v1.9.0" });
        await using var old = await Origin.StartAsync(new OriginOptions { Name = "old", Library = LabModules.Public() });
        await using var tried = await Origin.StartAsync(new OriginOptions { Name = "tried", Library = newer });
        await using var gateway = await LabGateway.StartAsync(Settings(old, tried, 1));

        (await AskAsync(gateway, "/example.org/hello/@v/list", HttpStatusCode.OK)).Should().Contain("v1.9.0");
        tried.Fault = Fault.Status(500);

        await AskAsync(gateway, "/example.org/hello/@v/v1.9.0.mod", HttpStatusCode.BadGateway);
        await AskAsync(gateway, Mod, HttpStatusCode.OK);
        await AskAsync(gateway, "/example.org/nowhere/@v/v1.0.0.mod", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Its_verdict_is_one()
    {
        await using var old = await Origin.StartAsync(new OriginOptions { Name = "old", Library = LabModules.Public() });
        await using var tried = await Origin.StartAsync(new OriginOptions { Name = "tried", Library = LabModules.Public() });
        await using var gateway = await LabGateway.StartAsync(Settings(old, tried, 1, new { CredentialProbe = "example.org/text" }));
        tried.Break(Fault.Status(403), "example.org/hello");

        await AskAsync(gateway, Mod, HttpStatusCode.Forbidden);

        old.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task A_private_module_never_reaches_a_public_one_on_trial()
    {
        await using var old = await Origin.StartAsync(new OriginOptions { Name = "old", Library = LabModules.Private() });
        await using var tried = await Origin.StartAsync(new OriginOptions { Name = "tried", Library = LabModules.Private() });
        await using var inside = await Origin.StartAsync(new OriginOptions { Name = "inside", Library = LabModules.Private() });
        await using var gateway = await LabGateway.StartAsync(new LabSettings().WithoutCache().Cluster(old, new { Trust = "Internal" }).Cluster(tried).Cluster(inside, new { Trust = "Internal" })
            .Private("corp.example").Route("corp.example/auth", "old", new { Canary = new { Clusters = new[] { "tried" }, Share = 1 } })
            .Route("*", "old", new { Canary = new { Clusters = new[] { "tried", "inside" }, Share = 1 } }));

        await AskAsync(gateway, "/corp.example/auth/@v/list", HttpStatusCode.OK);
        await AskAsync(gateway, "/corp.example/billing/@v/list", HttpStatusCode.OK);

        tried.Requests.Should().BeEmpty();
        old.Requests.Targets.Should().Equal("/corp.example/auth/@v/list");
        inside.Requests.Targets.Should().Equal("/corp.example/billing/@v/list");
    }

    [Fact]
    public async Task What_it_brings_is_kept_apart()
    {
        var changed = LabModules.Public().Withdraw("example.org/hello", "v1.1.0")
            .Publish(new LabModule { Path = "example.org/hello", Version = "v1.1.0", Requires = ["example.org/text@v1.0.0"] });
        await using var old = await Origin.StartAsync(new OriginOptions { Name = "old", Library = LabModules.Public() });
        await using var tried = await Origin.StartAsync(new OriginOptions { Name = "tried", Library = changed });
        await using var gateway = await LabGateway.StartAsync(Settings(old, tried, 1));

        var canary = await AskAsync(gateway, Mod, HttpStatusCode.OK);
        (await gateway.ReloadAsync(Settings(old, tried, 0).ToString())).Should().BeTrue();
        var stable = await AskAsync(gateway, Mod, HttpStatusCode.OK);
        (await gateway.ReloadAsync(Settings(old, tried, 1).ToString())).Should().BeTrue();

        stable.Should().NotBe(canary);
        (await AskAsync(gateway, Mod, HttpStatusCode.OK)).Should().Be(canary);
        tried.Requests.Should().ContainSingle("it was kept");
    }

    [Fact]
    public async Task The_lane_is_in_metrics_and_records_and_internal_clusters_hear_of_it()
    {
        using var bed = new AuditBed();
        await using var old = await Origin.StartAsync(new OriginOptions { Name = "old", Library = LabModules.Public() });
        await using var tried = await Origin.StartAsync(new OriginOptions { Name = "tried" });
        await using var stranger = await Origin.StartAsync(new OriginOptions { Name = "stranger" });
        await using (var gateway = await LabGateway.StartAsync(bed.Record(new LabSettings().Cluster(old, new { Trust = "Internal" }).Cluster(tried, new { Trust = "Internal" }).Cluster(stranger)
            .Route("example.org/hello", "old", new { Canary = new { Clusters = new[] { "stranger", "tried" }, Share = 1 } }).Route("*", "old"))))
        {
            using var attempts = new Counted("gateway.upstream.attempts", gateway);
            await AskAsync(gateway, Mod, HttpStatusCode.OK, "gateway=stolen");
            await AskAsync(gateway, "/example.org/text/@v/list", HttpStatusCode.OK, "gateway=canary");

            attempts.Tags("lane", "canary").Select(tags => tags["cluster"]).Should().Equal("stranger", "tried", "old");
            attempts.Tags("lane", "stable").Select(tags => tags["cluster"]).Should().Equal("old");
        }

        (await bed.RequestsAsync()).Select(record => record.GetProperty("lane").GetString()).Should().Equal("canary", "stable");
        tried.Requests.Single().Header("tracestate").Should().Be("gateway=canary");
        old.Requests.Select(request => request.Header("tracestate")).Should().Equal("gateway=canary", null);
        stranger.Requests.Single().Header("tracestate").Should().BeNull("it is public");
    }

    [Fact]
    public async Task The_lane_is_on_the_spans_of_attempts()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Gateway",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var old = await Origin.StartAsync(new OriginOptions { Name = "old-of-spans", Library = LabModules.Public() });
        await using var tried = await Origin.StartAsync(new OriginOptions { Name = "tried-of-spans" });
        await using var gateway = await LabGateway.StartAsync(new LabSettings().Cluster(old).Cluster(tried)
            .Route("example.org/hello", "old-of-spans", new { Canary = new { Clusters = new[] { "tried-of-spans" }, Share = 1 } }).Route("*", "old-of-spans"));

        await AskAsync(gateway, Mod, HttpStatusCode.OK);
        await AskAsync(gateway, "/example.org/text/@v/list", HttpStatusCode.OK);

        spans.Where(span => span.OperationName == "attempt" && span.GetTagItem("gateway.cluster") is "old-of-spans" or "tried-of-spans").Select(span => span.GetTagItem("gateway.lane")).Should().Equal("canary", "canary", "stable");
    }

    [Theory]
    [InlineData("{ \"Clusters\": [ \"nobody\" ] }", "Modules:Routes:0:Canary:Clusters has \"nobody\", which ReverseProxy:Clusters does not name")]
    [InlineData("{ \"Clusters\": [ \"old\" ] }", "Modules:Routes:0:Canary:Clusters has old, which the route's Clusters have too")]
    [InlineData("{ \"Clusters\": [ \"tried\" ], \"Share\": 2 }", "Modules:Routes:0:Canary:Share is \"2\"; 0 to 1.")]
    public async Task Wrong_settings_stop_the_start_with_a_sentence(string canary, string sentence)
    {
        var nowhere = new Uri("http://127.0.0.1:1/");
        var settings = new LabSettings().Cluster("old", null, nowhere).Cluster("tried", null, nowhere).Route("*", "old", new { Canary = JsonNode.Parse(canary) });

        (await FluentActions.Awaiting(() => LabGateway.StartAsync(settings)).Should().ThrowAsync<SettingsException>()).Which.Message.Should().Contain(sentence);
    }

    private static LabSettings Settings(Origin old, Origin tried, double share, object? upstream = null) => new LabSettings()
        .Cluster(old).Cluster(tried, upstream).Route("*", "old", new { Canary = new { Clusters = new[] { "tried" }, Share = share } });

    private static IEnumerable<string> Modules(Origin origin) => origin.Requests.Targets.Select(target => target[1..target.IndexOf("/@", StringComparison.Ordinal)]);

    private static async Task<string> AskAsync(LabGateway gateway, string path, HttpStatusCode status, string? tracestate = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (tracestate is not null)
        {
            request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
            request.Headers.Add("tracestate", tracestate);
        }

        using var response = await gateway.Client.SendAsync(request, Cancellation);
        response.StatusCode.Should().Be(status, path);
        return await response.Content.ReadAsStringAsync(Cancellation);
    }
}
