using System.Net;
using System.Text.Json;
using Gateway.Lab.Origins.Faults;
using Gateway.Tests.Caching;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Telemetry;

namespace Gateway.Tests.Ops;

/// <summary>What the console stands on: the API, over sockets.</summary>
public class ViewsTests
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_last_hour_counts_requests_hits_failures_and_denials_and_their_times()
    {
        await using var bed = await MeasuredBed.StartAsync();
        await bed.GetAsync(MeasuredBed.Modules + "v1.1.0.mod");
        await bed.GetAsync(MeasuredBed.Modules + "v1.1.0.mod");
        (bed.First.Fault, bed.Second.Fault) = (Fault.Status(500), Fault.Status(500));
        (await bed.GetAsync(MeasuredBed.Modules + "v1.1.0.zip")).Should().Be(502);

        var history = await UntilAsync(bed, "api/history", answer => Sum(answer, "requests") == 3);

        (Sum(history, "asked"), Sum(history, "hits"), Sum(history, "failed"), Sum(history, "denied")).Should().Be((3, 1, 1, 0));
        history.GetProperty("p99").EnumerateArray().Where(value => value.ValueKind == JsonValueKind.Number).Should().NotBeEmpty()
            .And.OnlyContain(value => value.GetDouble() > 0);
    }

    [Fact]
    public async Task A_request_that_failed_is_found_by_its_id_with_everybody_who_was_asked_and_why()
    {
        await using var bed = await MeasuredBed.StartAsync();
        (bed.First.Fault, bed.Second.Fault) = (Fault.Status(500), Fault.Html);
        using var answer = await bed.Gateway.Client.GetAsync(MeasuredBed.Modules + "v1.1.0.mod", Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        var id = answer.Headers.GetValues("X-Request-ID").Single();
        await bed.RecordedAsync(answer);

        var way = await GetAsync(bed, $"api/requests/{id}");

        way.GetProperty("asked").GetString().Should().Be("example.org/hello@v1.1.0");
        (way.GetProperty("outcome").GetString(), way.GetProperty("status").GetInt32(), way.GetProperty("route").GetString()).Should().Be(("failed", 502, "public"));
        way.GetProperty("attempts").EnumerateArray().Select(attempt => (attempt.GetProperty("cluster").GetString(), attempt.GetProperty("outcome").GetString()))
            .Should().Equal(("first", "status-5xx"), ("second", "wrong-body"));
        way.GetProperty("reason").GetString().Should().Contain("first answered 500");
        way.GetProperty("asker").GetProperty("told").GetString().Should().Be(text);
        (await GetAsync(bed, "api/requests?outcome=failed")).EnumerateArray().Should().ContainSingle().Which.GetProperty("id").GetString().Should().Be(id);
        (await GetAsync(bed, "api/requests?outcome=denied")).EnumerateArray().Should().BeEmpty();
    }

    [Fact]
    public async Task A_request_that_went_well_is_found_by_its_id_and_not_among_those_that_did_not()
    {
        await using var bed = await MeasuredBed.StartAsync();
        using var answer = await bed.Gateway.Client.GetAsync(MeasuredBed.Modules + "v1.1.0.mod", Cancellation);
        await bed.RecordedAsync(answer);

        var way = await GetAsync(bed, $"api/requests/{answer.Headers.GetValues("X-Request-ID").Single()}");

        (way.GetProperty("outcome").GetString(), way.GetProperty("cache").GetString(), way.GetProperty("cluster").GetString()).Should().Be(("served", "miss", "first"));
        (await GetAsync(bed, "api/requests")).EnumerateArray().Should().BeEmpty();
    }

    [Fact]
    public async Task A_denial_names_its_rule_and_reason()
    {
        await using var bed = await MeasuredBed.StartAsync(settings => settings.Set("Access:Rules", JsonSerializer.SerializeToNode(
            new[] { new { Id = "no-hello", Effect = "Deny", Modules = new[] { "example.org/hello" }, Reason = "use example.org/text" } })));
        (await bed.GetAsync(MeasuredBed.Modules + "v1.1.0.mod")).Should().Be(403);

        var denied = (await GetAsync(bed, "api/requests?outcome=denied")).EnumerateArray().Should().ContainSingle().Subject;

        (denied.GetProperty("rule").GetString(), denied.GetProperty("reason").GetString()).Should().Be(("no-hello", "rule no-hello. use example.org/text"));
    }

    [Fact]
    public async Task An_id_that_is_not_remembered_is_not_found_in_words()
    {
        await using var bed = await MeasuredBed.StartAsync(settings => settings.Set("Ops:RememberedRequests", 1));
        using var first = await bed.Gateway.Client.GetAsync(MeasuredBed.Modules + "v1.1.0.mod", Cancellation);
        await bed.RecordedAsync(first);
        await bed.GetAsync(MeasuredBed.Modules + "v1.1.0.mod");
        using var client = new HttpClient { BaseAddress = bed.Ops };

        using var answer = await client.GetAsync($"api/requests/{first.Headers.GetValues("X-Request-ID").Single()}", Cancellation);

        answer.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await answer.Content.ReadAsStringAsync(Cancellation)).Should().Contain("Ops:RememberedRequests");
    }

    [Fact]
    public async Task Hops_past_a_failure_that_are_alike_are_one_line_with_their_count()
    {
        await using var bed = await MeasuredBed.StartAsync(settings => settings.WithoutCache());
        bed.First.Fault = Fault.Status(500);
        await bed.GetAsync(MeasuredBed.Modules + "v1.1.0.mod");
        await bed.GetAsync(MeasuredBed.Modules + "v1.1.0.info");

        var hop = (await GetAsync(bed, "api/fallbacks")).EnumerateArray().Should().ContainSingle().Subject;

        (hop.GetProperty("route").GetString(), hop.GetProperty("from").GetString(), hop.GetProperty("to").GetString(), hop.GetProperty("reason").GetString(), hop.GetProperty("count").GetInt32())
            .Should().Be(("public", "first/d1", "second/d1", "status-5xx", 2));
    }

    [Fact]
    public async Task What_memory_holds_is_shown_by_size_and_a_module_answer_by_answer()
    {
        await using var bed = await MeasuredBed.StartAsync();
        await bed.GetAsync(MeasuredBed.Modules + "v1.1.0.zip");
        await bed.GetAsync(MeasuredBed.Modules + "v1.1.0.mod");
        await bed.GetAsync("/example.org/text/@v/v1.1.0.mod");
        await bed.Gateway.LandedAsync();

        var held = await GetAsync(bed, "api/cache?module=example.org/hello");

        held.GetProperty("modules").EnumerateArray().Select(module => (module.GetProperty("module").GetString(), module.GetProperty("answers").GetInt32()))
            .Should().Equal(("example.org/hello", 2), ("example.org/text", 1));
        held.GetProperty("kept").EnumerateArray().Select(answer => answer.GetProperty("path").GetString())
            .Should().Equal("example.org/hello/@v/v1.1.0.zip", "example.org/hello/@v/v1.1.0.mod");
        held.GetProperty("kept")[0].GetProperty("cluster").GetString().Should().Be("first");
        (await GetAsync(bed, "api/cache?search=TEXT")).GetProperty("modules").GetArrayLength().Should().Be(1);
    }

    [Fact]
    public async Task The_settings_in_force_are_shown_and_what_may_be_a_secret_is_not()
    {
        await using var bed = await MeasuredBed.StartAsync(settings =>
        {
            settings.Cluster("third", null, new Uri("http://127.0.0.1:9/")).Set("Failover:MaxAttempts", 5);
            settings.Change("third", cluster => cluster["Metadata"] = JsonSerializer.SerializeToNode(new { ApiToken = "hunter2", Where = "http://user:hunter2@127.0.0.1:9/?token=hunter2", Rack = "r7" }));
        });

        var text = await GetAsync(bed, "api/settings");

        var settings = text.GetProperty("settings");
        settings.GetProperty("Failover").GetProperty("MaxAttempts").GetInt32().Should().Be(5);
        text.GetProperty("defaults").GetProperty("Failover").GetProperty("MaxAttempts").GetInt32().Should().Be(6);
        text.GetProperty("defaults").GetProperty("Upstreams").GetProperty("first").GetProperty("Trust").GetString().Should().Be("Public");
        settings.GetProperty("Upstreams").GetProperty("first").GetProperty("Trust").GetString().Should().Be("Internal");
        settings.GetProperty("Caching").GetProperty("MutableLifetime").GetString().Should().Be("00:01:00");
        text.GetRawText().Should().Contain("r7").And.NotContain("hunter2").And.NotContain("user:");
    }

    [Fact]
    public async Task A_cluster_says_who_asks_it_and_who_has_nobody_else()
    {
        await using var bed = await MeasuredBed.StartAsync(settings => settings.Route("corp.example", "second", new { Name = "private" }));

        var clusters = (await GetAsync(bed, "api/clusters")).EnumerateArray().ToDictionary(cluster => cluster.GetProperty("name").GetString()!);

        clusters["second"].GetProperty("routes").EnumerateArray().Select(route => route.GetString()).Should().Equal("private", "public");
        clusters["second"].GetProperty("onlyChoiceOf").EnumerateArray().Select(route => route.GetString()).Should().Equal("private");
        clusters["first"].GetProperty("onlyChoiceOf").GetArrayLength().Should().Be(0);
        clusters["first"].GetProperty("destinations")[0].GetProperty("breaker").GetString().Should().Be("closed");
    }

    [Fact]
    public async Task A_drill_is_refused_where_a_route_would_have_nobody_left()
    {
        await using var bed = await MeasuredBed.StartAsync(settings => settings.Route("corp.example", "second", new { Name = "private" }));

        (await DrillAsync(bed, "second")).Should().Be((409, "conflict: no other cluster of private gets requests now; a drill costs nobody a build\n"));
        (await DrillAsync(bed, "second/d1")).Status.Should().Be(409, "it is the only one of its cluster");
        (await DrillAsync(bed, "first")).Status.Should().Be(200);

        var drain = (await GetAsync(bed, "api/overview")).GetProperty("drains").EnumerateArray().Should().ContainSingle().Subject;
        drain.GetProperty("reason").GetString().Should().Be("drill");
        drain.GetProperty("until").GetDateTimeOffset().Should().BeCloseTo(TimeProvider.System.GetUtcNow().AddMinutes(5), TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task Who_watches_hears_at_once_of_a_change_and_does_not_keep_the_gateway_from_stopping()
    {
        await using var bed = await MeasuredBed.StartAsync(settings => settings.Set("Ops:Watchers", 1).Set("Gateway:DrainTimeout", "00:01:00"));
        using var client = new HttpClient { BaseAddress = bed.Ops };
        using var live = await client.GetAsync("api/live", HttpCompletionOption.ResponseHeadersRead, Cancellation);
        live.Content.Headers.ContentType!.MediaType.Should().Be("text/event-stream");
        using var lines = new StreamReader(await live.Content.ReadAsStreamAsync(Cancellation));
        (await EventAsync(lines)).GetProperty("clusters").GetArrayLength().Should().Be(2);
        using (var second = await client.GetAsync("api/live", Cancellation))
        {
            second.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        }

        (await DrillAsync(bed, "first")).Status.Should().Be(200);
        JsonElement told;
        do
        {
            told = await EventAsync(lines);
        }
        while (told.GetProperty("transitions").GetArrayLength() == 0);
        told.GetProperty("transitions")[0].GetProperty("to").GetString().Should().Be("Drained");

        using var bounded = new CancellationTokenSource(TimeSpan.FromSeconds(50));
        await bed.Gateway.App.StopAsync(bounded.Token);
        bounded.IsCancellationRequested.Should().BeFalse();
    }

    [Fact]
    public async Task The_console_lets_nothing_in_that_is_not_its_own()
    {
        await using var bed = await MeasuredBed.StartAsync();
        using var client = new HttpClient { BaseAddress = bed.Ops };

        using var page = await client.GetAsync("", Cancellation);
        using var again = new HttpRequestMessage(HttpMethod.Get, "console.js");
        again.Headers.TryAddWithoutValidation("If-None-Match", (await client.GetAsync("console.js", Cancellation)).Headers.ETag!.Tag);
        using var unchanged = await client.SendAsync(again, Cancellation);

        page.Content.Headers.ContentType!.MediaType.Should().Be("text/html");
        page.Headers.GetValues("Content-Security-Policy").Single().Should().StartWith("default-src 'none'; script-src 'self'; ").And.NotContain("unsafe");
        page.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
        unchanged.StatusCode.Should().Be(HttpStatusCode.NotModified);
        (await client.GetAsync("views/none.js", Cancellation)).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    private static async Task<JsonElement> GetAsync(MeasuredBed bed, string path)
    {
        using var client = new HttpClient { BaseAddress = bed.Ops };
        return JsonSerializer.Deserialize<JsonElement>(await client.GetStringAsync(path, Cancellation));
    }

    private static async Task<JsonElement> UntilAsync(MeasuredBed bed, string path, Func<JsonElement, bool> isThere)
    {
        using var bounded = Patience.Bounded(Cancellation);
        while (true)
        {
            bounded.Token.ThrowIfCancellationRequested();
            var answer = await GetAsync(bed, path);
            if (isThere(answer))
            {
                return answer;
            }

            await Task.Yield();
        }
    }

    private static async Task<(int Status, string Text)> DrillAsync(MeasuredBed bed, string cluster)
    {
        using var client = new HttpClient { BaseAddress = bed.Ops };
        using var request = new HttpRequestMessage(HttpMethod.Put, $"api/drains/{cluster}") { Content = new StringContent("""{ "drill": true }""", null, "application/json") };
        request.Headers.Add("X-Gateway", "1");
        using var answer = await client.SendAsync(request, Cancellation);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    private static async Task<JsonElement> EventAsync(StreamReader lines)
    {
        while (await lines.ReadLineAsync(Cancellation) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                return JsonSerializer.Deserialize<JsonElement>(line["data: ".Length..]);
            }
        }

        throw new InvalidOperationException("The stream ended.");
    }

    private static int Sum(JsonElement history, string name) => history.GetProperty(name).EnumerateArray().Sum(value => value.GetInt32());
}
