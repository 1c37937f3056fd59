using System.Net;
using System.Text.Json.Nodes;
using Gateway.Lab;
using Gateway.Lab.Collecting;
using Gateway.Lab.Origins.Faults;
using Gateway.Tests.Auditing;
using Gateway.Tests.Caching;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Gateway.Tests.Telemetry;

// Spans of one gateway reach every listener of the process, and whoever wants all of them gets all of them.
[Collection("Traces")]
public class TraceTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Traces_metrics_and_logs_arrive_over_both_protocols(bool isGrpc)
    {
        await using var collector = await OtlpCollector.StartAsync(isGrpc);
        await using var bed = await StartAsync(collector, isGrpc, 1, settings => settings.Secret("Telemetry:HeadersFile", "Authorization: Bearer a-secret-of-sorts\n"));

        (await bed.GetAsync(MeasuredBed.Modules + "v1.1.0.mod")).Should().Be(200);
        await FlushAsync(bed, collector);

        var server = SpansOf(collector, bed).Single(span => span.Parent.Length == 0 && span.Tags.GetValueOrDefault("url.path") == MeasuredBed.Modules + "v1.1.0.mod");
        server.Should().BeEquivalentTo(new { Service = "edge", Name = "GET public", IsError = false });
        server.Tags.Should().Contain("http.request.method", "GET").And.Contain("http.response.status_code", "200").And.Contain("http.route", "public")
            .And.Contain("gateway.cache", "miss").And.Contain("gateway.cluster", "first").And.ContainKey("gateway.request.id");
        collector.Metrics.Should().Contain("gateway.request.duration").And.Contain("kestrel.active_connections");
        collector.Logs.Should().Contain(line => line.Service == "edge" && line.Category == "Gateway.Edge.ModuleEndpoint" && line.Text.StartsWith("Ready: "));
        collector.Authorizations.Should().OnlyContain(shown => shown == "Bearer a-secret-of-sorts");
    }

    [Fact]
    public async Task A_fetch_with_two_failed_attempts_is_one_tree_and_sent_though_nothing_is_sampled()
    {
        await using var collector = await OtlpCollector.StartAsync(isGrpc: true);
        await using var bed = await StartAsync(collector, true, 0);
        (bed.First.Fault, bed.Second.Fault) = (Fault.Status(500), Fault.Html);

        (await bed.GetAsync(MeasuredBed.Modules + "list")).Should().Be(502);
        await FlushAsync(bed, collector);

        var spans = SpansOf(collector, bed).Where(span => span.Trace == Failed(collector, bed).Trace).ToList();
        var server = spans.Single(span => span.Parent.Length == 0);
        var fetch = spans.Single(span => span.Parent == server.Id);
        var attempts = spans.Where(span => span.Parent == fetch.Id).ToList();
        (server.IsError, server.Tags["error.type"], fetch.Name).Should().Be((true, "502", "fetch"));
        attempts.Select(span => (span.Name, span.IsError, span.Tags["gateway.cluster"], span.Tags["gateway.destination"], span.Tags["gateway.outcome"], span.Tags["gateway.reason"]))
            .Should().BeEquivalentTo([("attempt", true, "first", "d1", "ServerError", "status-5xx"), ("attempt", true, "second", "d1", "WrongBody", "wrong-body")]);
        spans.Should().HaveCount(4);
    }

    [Fact]
    public async Task What_went_well_is_not_sent_unsampled_and_what_another_cluster_had_to_answer_is()
    {
        await using var collector = await OtlpCollector.StartAsync(isGrpc: false);
        await using var bed = await StartAsync(collector, false, 0);

        (await bed.GetAsync(MeasuredBed.Modules + "v1.0.0.mod")).Should().Be(200);
        bed.First.Fault = Fault.Status(503);
        (await bed.GetAsync(MeasuredBed.Modules + "v1.1.0.mod")).Should().Be(200);
        await FlushAsync(bed, collector);

        SpansOf(collector, bed).Where(span => span.Parent.Length == 0).Select(span => span.Tags["url.path"]).Should().BeEquivalentTo(MeasuredBed.Modules + "v1.1.0.mod");
        SpansOf(collector, bed).Count(span => span.Name == "attempt").Should().Be(2);
    }

    [Fact]
    public async Task A_trace_of_a_trusted_caller_goes_on_and_is_told_to_internal_clusters_as_the_attempt()
    {
        await using var collector = await OtlpCollector.StartAsync(isGrpc: false);
        await using var bed = await StartAsync(collector, false, 0);

        await GetTracedAsync(bed, "v1.1.0.mod");
        await FlushAsync(bed, collector);

        var spans = SpansOf(collector, bed).Where(span => span.Trace == Trace).ToList();
        spans.Should().ContainSingle(span => span.Parent == "b7ad6b7169203331").Which.Name.Should().Be("GET public");
        bed.First.Requests.Should().ContainSingle().Which.Headers["traceparent"].ToString()
            .Should().Be($"00-{Trace}-{spans.Single(span => span.Name == "attempt").Id}-01");
    }

    [Fact]
    public async Task Denials_and_requests_on_trial_are_sent_though_nothing_is_sampled()
    {
        await using var collector = await OtlpCollector.StartAsync(isGrpc: false);
        await using var bed = await StartAsync(collector, false, 0, settings => settings
            .Set("Access:Rules", new JsonArray(new JsonObject { ["Id"] = "no-text", ["Effect"] = "Deny", ["Modules"] = new JsonArray("example.org/text") }))
            .Set("Access:Default", "Allow")
            .Route("example.org/quote/v3", "first", new { Name = "trial", Canary = new { Clusters = new[] { "second" }, Share = 1 } }));

        (await bed.GetAsync("/example.org/text/@v/v1.0.0.zip")).Should().Be(403);
        (await bed.GetAsync("/example.org/quote/v3/@v/v3.0.0.mod")).Should().Be(200);
        (await bed.GetAsync(MeasuredBed.Modules + "v1.1.0.mod")).Should().Be(200);
        await FlushAsync(bed, collector);

        await Eventually.TrueAsync(
            () => bed.Gateway.App.Services.GetRequiredService<TracerProvider>().ForceFlush() && SpansOf(collector, bed).Count(span => span.Parent.Length == 0) == 2,
            "both have arrived",
            TestContext.Current.CancellationToken);
        SpansOf(collector, bed).Where(span => span.Parent.Length == 0).Select(span => (span.Tags["gateway.outcome"], span.Tags["http.response.status_code"]))
            .Should().BeEquivalentTo([("denied", "403"), ("served", "200")]);
    }

    [Fact]
    public async Task A_copy_for_a_mirror_is_a_trace_of_its_own_that_is_linked_to_the_requests_span()
    {
        await using var collector = await OtlpCollector.StartAsync(isGrpc: false);
        await using var bed = await StartAsync(collector, false, 0, settings => settings.Set("Mirroring:copies", new JsonObject { ["Cluster"] = "second" }));

        await GetTracedAsync(bed, "v1.1.0.mod");
        await bed.Second.Requests.WaitForAsync(1, TestContext.Current.CancellationToken);
        await FlushAsync(bed, collector);

        var request = SpansOf(collector, bed).Single(span => span.Tags.ContainsKey("http.request.method"));
        await Eventually.TrueAsync(
            () => bed.Gateway.App.Services.GetRequiredService<TracerProvider>().ForceFlush() && collector.Spans.Any(span => span.Links.Contains(request.Id)), "the copy's span has arrived", TestContext.Current.CancellationToken);
        var copy = collector.Spans.Single(span => span.Links.Contains(request.Id));
        copy.Should().BeEquivalentTo(new { Name = "mirror", Parent = "", Service = "edge" });
        copy.Trace.Should().NotBe(Trace);
        copy.Tags["gateway.mirror"].Should().Be("copies");
    }

    [Fact]
    public async Task A_public_cluster_is_told_no_trace()
    {
        await using var collector = await OtlpCollector.StartAsync(isGrpc: false);
        await using var bed = await StartAsync(collector, false, 1);
        bed.First.Fault = Fault.Status(503);

        await GetTracedAsync(bed, "v1.1.0.mod");

        bed.First.Requests.Last.Headers.Keys.Should().Contain("traceparent");
        bed.Second.Requests.Should().ContainSingle().Which.Headers.Keys.Should().NotContain(["traceparent", "tracestate", "baggage", "Request-Id"]);
    }

    [Fact]
    public async Task A_trace_of_anybody_else_begins_here()
    {
        await using var collector = await OtlpCollector.StartAsync(isGrpc: false);
        await using var bed = await StartAsync(collector, false, 1, settings => settings.Set("Telemetry:TraceCallers", new JsonArray("10.0.0.0/8")));

        await GetTracedAsync(bed, "v1.1.0.mod");
        await FlushAsync(bed, collector);

        SpansOf(collector, bed).Should().NotBeEmpty().And.NotContain(span => span.Trace == Trace);
        bed.First.Requests.Single().Headers["traceparent"].ToString().Should().NotContain(Trace);
    }

    [Fact]
    public async Task A_look_into_Redis_is_a_span()
    {
        await using var redis = await RedisServer.StartAsync(TestContext.Current.CancellationToken);
        await using var collector = await OtlpCollector.StartAsync(isGrpc: false);
        await using var bed = await StartAsync(collector, false, 1, settings => settings
            .Set("Caching:Redis:Connection", redis.Address)
            // A look that a busy machine makes late is none that found nothing.
            .Set("Caching:Redis:Timeout", "00:00:05"));
        await Eventually.TrueAsync(async () => (await bed.MetricsAsync()).Text.Contains("gateway_redis_used 1"), "Redis is used", TestContext.Current.CancellationToken);

        await bed.GetAsync(MeasuredBed.Modules + "v1.1.0.mod");
        await FlushAsync(bed, collector);

        SpansOf(collector, bed).Where(span => span.Name == "redis get").Should().NotBeEmpty().And.OnlyContain(span => span.Tags["gateway.outcome"] == "miss" && span.Parent.Length > 0);
    }

    [Fact]
    public async Task Traces_stand_beside_the_buckets_in_a_real_Prometheus()
    {
        await using var collector = await OtlpCollector.StartAsync(isGrpc: false);
        await using var bed = await StartAsync(collector, false, 0);
        await GetTracedAsync(bed, "v1.1.0.mod");
        await using var prometheus = await PrometheusServer.StartAsync(bed.Ops, null, TestContext.Current.CancellationToken);

        await Eventually.TrueAsync(
            async () => (await prometheus.TracesAsync("gateway_request_duration_seconds_bucket")).Contains(Trace), "Prometheus has the trace", TestContext.Current.CancellationToken);
        // What a scrape says of itself is committed after what it brought.
        await Eventually.TrueAsync(async () => (await prometheus.QueryAsync("up")) is [{ Value: 1 }], "the scrape succeeded", TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Audit_records_and_their_checkpoints_are_sent_with_the_fields_of_the_file()
    {
        using var audit = new AuditBed();
        await using var collector = await OtlpCollector.StartAsync(isGrpc: true);
        await using (var bed = await StartAsync(collector, true, 0, settings => audit.Record(settings).Set("Auditing:Otlp", true)))
        {
            await bed.GetAsync(MeasuredBed.Modules + "v1.1.0.mod");
        }

        var sent = collector.Logs.Where(line => line.Category == "Gateway.Audit").ToList();
        sent.Select(line => line.Text).Should().Equal(
            (await audit.ReadAsync()).Where(record => record.GetProperty("type").GetString() != "start").Select(record => record.GetRawText()));
        sent.Select(line => line.Tags["type"]).Should().Contain(["request", "checkpoint", "stop"]);
        sent.Should().OnlyContain(line => line.Tags.ContainsKey("seq") && line.Tags.ContainsKey("prev"));
    }

    private static Task<MeasuredBed> StartAsync(OtlpCollector collector, bool isGrpc, double sampling, Action<LabSettings>? change = null) => MeasuredBed.StartAsync(settings =>
    {
        settings.Set("Telemetry:Otlp", collector.Address.ToString()).Set("Telemetry:Protocol", isGrpc ? "Grpc" : "HttpProtobuf").Set("Telemetry:Sampling", sampling);
        change?.Invoke(settings);
    });

    private static async Task FlushAsync(MeasuredBed bed, OtlpCollector collector)
    {
        // A span ends after the client has its answer.
        await Eventually.TrueAsync(
            () => bed.Gateway.App.Services.GetRequiredService<TracerProvider>().ForceFlush() && SpansOf(collector, bed).Exists(span => span.Tags.ContainsKey("http.request.method")),
            "the span of the last request has arrived",
            TestContext.Current.CancellationToken);
        // Who is pulled cannot be flushed, and says so for all.
        bed.Gateway.App.Services.GetRequiredService<MeterProvider>().ForceFlush();
        bed.Gateway.App.Services.GetRequiredService<LoggerProvider>().ForceFlush().Should().BeTrue();
    }

    private static async Task GetTracedAsync(MeasuredBed bed, string file)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, MeasuredBed.Modules + file);
        request.Headers.Add("traceparent", $"00-{Trace}-b7ad6b7169203331-01");
        using var answer = await bed.Gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    /// <summary>The spans of requests that came in at this gateway, and those below them.</summary>
    private static List<CollectedSpan> SpansOf(OtlpCollector collector, MeasuredBed bed)
    {
        var traces = collector.Spans.Where(span => span.Tags.GetValueOrDefault("server.port") == $"{bed.Gateway.Client.BaseAddress!.Port}").Select(span => span.Trace).ToHashSet();
        return [.. collector.Spans.Where(span => traces.Contains(span.Trace))];
    }

    private static CollectedSpan Failed(OtlpCollector collector, MeasuredBed bed) =>
        SpansOf(collector, bed).First(span => span.Tags.ContainsKey("error.type") && span.Parent.Length == 0);
}
