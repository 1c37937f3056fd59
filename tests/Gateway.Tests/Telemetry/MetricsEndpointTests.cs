using Gateway.Tests.Caching;

namespace Gateway.Tests.Telemetry;

public class MetricsEndpointTests
{
    private const string OpenMetrics = "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

    [Fact]
    public async Task Promtool_finds_nothing_wrong_with_the_metrics_of_a_gateway_that_works()
    {
        await using var bed = await MeasuredBed.StartAsync();
        await WorkAsync(bed);

        var (status, type, text) = await bed.MetricsAsync();

        (status, type).Should().Be((200, "text/plain; version=0.0.4; charset=utf-8"));
        (await Promtool.CheckMetricsAsync(text, TestContext.Current.CancellationToken)).Should().BeEmpty();
        (await Promtool.CheckMetricsAsync("no metrics", TestContext.Current.CancellationToken)).Should().NotBeEmpty();
    }

    [Fact]
    public async Task Requests_are_told_by_kind_route_outcome_and_cache_result_and_never_by_module()
    {
        await using var bed = await MeasuredBed.StartAsync();
        await WorkAsync(bed);

        var (_, _, text) = await bed.MetricsAsync();

        Samples(text, "gateway_request_duration_seconds_count").Should().BeEquivalentTo(
            "{cache=\"miss\",kind=\"list\",outcome=\"served\",route=\"public\"} 1",
            "{cache=\"hit\",kind=\"list\",outcome=\"served\",route=\"public\"} 1",
            "{cache=\"miss\",kind=\"mod\",outcome=\"not-found\",route=\"public\"} 1",
            "{cache=\"\",kind=\"other\",outcome=\"not-found\",route=\"\"} 1");
        Samples(text, "gateway_response_size_bytes_total").Should().Contain(sample => sample.StartsWith("{cache=\"hit\",kind=\"list\",outcome=\"served\",route=\"public\"} "));
        Samples(text, "gateway_cache_requests_total").Should().BeEquivalentTo("{outcome=\"hit\"} 1", "{outcome=\"miss\"} 2");
        Samples(text, "gateway_cache_hits_total").Should().BeEquivalentTo("{tier=\"memory\"} 1");
        Samples(text, "gateway_upstream_attempts_total").Should().Contain("{cluster=\"first\",destination=\"d1\",lane=\"stable\",reason=\"answer\"} 1");
        Samples(text, "gateway_destination_in_rotation").Should().BeEquivalentTo("{cluster=\"first\",destination=\"d1\"} 1", "{cluster=\"second\",destination=\"d1\"} 1");
        Samples(text, "gateway_audit_queue_limit").Should().BeEquivalentTo(" 16384");
        Samples(text, "gateway_build_info").Should().ContainSingle().Which.Should().Contain("version=\"");
        text.Should().NotContain("hello");
    }

    [Fact]
    public async Task OpenMetrics_is_sent_to_whom_it_is_dear()
    {
        await using var bed = await MeasuredBed.StartAsync();
        await WorkAsync(bed);

        var (status, type, text) = await bed.MetricsAsync(OpenMetrics);
        var (_, plain, _) = await bed.MetricsAsync("text/plain;q=1,application/openmetrics-text;q=0.5");

        (status, type).Should().Be((200, "application/openmetrics-text; version=1.0.0; charset=utf-8"));
        text.Should().EndWith("\n# EOF\n").And.Contain("# TYPE gateway_response_size_bytes counter\n# UNIT gateway_response_size_bytes bytes\n");
        plain.Should().StartWith("text/plain");
    }

    [Fact]
    public async Task Prometheus_scrapes_them_and_answers_queries()
    {
        await using var bed = await MeasuredBed.StartAsync();
        await WorkAsync(bed);
        await using var prometheus = await PrometheusServer.StartAsync(bed.Ops, null, TestContext.Current.CancellationToken);

        await Eventually.TrueAsync(
            async () => (await prometheus.QueryAsync("sum(gateway_request_duration_seconds_count)")) is [(_, 4)], "Prometheus has the requests", TestContext.Current.CancellationToken);

        // What a scrape says of itself is committed after what it brought.
        await Eventually.TrueAsync(async () => (await prometheus.QueryAsync("up")) is [{ Value: 1 }], "the scrape succeeded", TestContext.Current.CancellationToken);
        (await prometheus.QueryAsync("gateway_destination_state{state=\"Unknown\"} == 1")).Should().HaveCount(2);
        (await prometheus.QueryAsync("histogram_quantile(0.5, gateway_request_duration_seconds_bucket{kind=\"list\",cache=\"miss\"})"))
            .Should().ContainSingle().Which.Value.Should().BeGreaterThan(0);
    }

    [Fact]
    public async Task Only_the_networks_of_the_setting_are_answered()
    {
        await using var bed = await MeasuredBed.StartAsync(settings => settings.Set("Ops:Metrics", new System.Text.Json.Nodes.JsonArray("10.0.0.0/8")));

        var (status, _, text) = await bed.MetricsAsync();

        (status, text).Should().Be((403, "forbidden: 127.0.0.1 is in no network of Ops:Metrics\n"));
    }

    [Fact]
    public async Task A_page_that_names_this_machine_by_a_name_of_its_own_reads_nothing()
    {
        await using var bed = await MeasuredBed.StartAsync();

        (await bed.MetricsAsync(host: "evil.example")).Status.Should().Be(421);
    }

    private static async Task WorkAsync(MeasuredBed bed)
    {
        (await bed.GetAsync(MeasuredBed.Modules + "list")).Should().Be(200);
        (await bed.GetAsync(MeasuredBed.Modules + "list")).Should().Be(200);
        (await bed.GetAsync(MeasuredBed.Modules + "v1.9.9.mod")).Should().Be(404);
        (await bed.GetAsync("/nonsense")).Should().Be(404);
    }

    private static IEnumerable<string> Samples(string text, string name) =>
        text.Split('\n').Where(line => line.StartsWith(name, StringComparison.Ordinal) && line[name.Length..] is [' ' or '{', ..]).Select(line => line[name.Length..]);
}
