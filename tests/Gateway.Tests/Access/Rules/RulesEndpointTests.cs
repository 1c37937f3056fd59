using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Lab.Origins.Faults;
using Gateway.Tests.Caching;

namespace Gateway.Tests.Access.Rules;

/// <summary>Rules over sockets: what clients are told, and what of versions they see. Host names tell two callers apart.</summary>
public sealed class RulesEndpointTests : IAsyncLifetime
{
    private const string Text = "/example.org/text/";

    private static readonly DateTimeOffset LongAgo = new(2001, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ManualTime _time = new();
    private Origin _origin = null!;
    private LabGateway? _gateway;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public() });

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        await _origin.DisposeAsync();
    }

    [Fact]
    public async Task A_refusal_names_the_rule_the_reason_and_whom_to_ask()
    {
        await StartAsync("""{ "Contact": "security@corp.example", "Rules": [ { "Id": "no-text", "Effect": "Deny", "Modules": [ "example.org/text" ], "Reason": "Use example.org/hello." } ] }""");
        using var counted = new Counted("gateway.access.decisions", _gateway!);

        var (status, text) = await GetAsync(Text + "@v/v1.0.0.zip");

        status.Should().Be(403);
        text.Split('\n')[..4].Should().Equal(
            "forbidden: rule \"no-text\" denies example.org/text@v1.0.0", "Use example.org/hello.", "you have shown neither a certificate nor a token", "contact: security@corp.example");
        (await GetAsync("/example.org/hello/@v/v1.0.0.zip")).Status.Should().Be(200);
        _origin.Requests.Targets.Should().NotContain(target => target.Contains("text"));
        counted.Tags("effect", "deny").Should().ContainSingle().Which["rule"].Should().Be("no-text");
    }

    [Fact]
    public async Task A_hidden_version_is_in_no_list_and_its_info_and_zip_are_refused_but_its_mod_is_served()
    {
        await StartAsync("""{ "Rules": [ { "Id": "old", "Effect": "Deny", "Modules": [ "example.org/text" ], "Versions": "v1.2.0 || v1.0.0" } ] }""");

        for (var again = 0; again < 2; again++)
        {
            (await ListAsync()).Should().BeEquivalentTo("v1.1.0", "v1.2.0-rc.1");
            (await GetAsync(Text + "@latest")).Text.Should().Contain("\"v1.1.0\"");
            (await GetAsync(Text + "@v/v1.2.0.info")).Status.Should().Be(403);
            (await GetAsync(Text + "@v/v1.2.0.zip")).Status.Should().Be(403);
            (await GetAsync(Text + "@v/v1.2.0.mod")).Status.Should().Be(200);
            (await GetAsync(Text + "@v/v1.1.0.zip")).Status.Should().Be(200);
        }
    }

    [Fact]
    public async Task A_branch_that_stands_for_a_hidden_version_is_refused()
    {
        await StartAsync("""{ "Rules": [ { "Id": "no-master", "Effect": "Deny", "Modules": [ "example.org/hello" ], "Versions": ">v1.2.0" } ] }""");

        (await GetAsync("/example.org/hello/@v/master.info")).Should().Match<(int Status, string Text)>(answer => answer.Status == 403 && answer.Text.Contains("no-master"));
        (await GetAsync("/example.org/hello/@latest")).Text.Should().Contain("\"v1.2.0\"");
    }

    [Fact]
    public async Task What_has_no_version_left_is_refused_in_words()
    {
        await StartAsync("""{ "Rules": [ { "Id": "none", "Effect": "Deny", "Modules": [ "example.org/text" ], "Versions": "<v99" } ] }""");

        (await ListAsync()).Should().BeEmpty();
        var (status, text) = await GetAsync(Text + "@latest");

        status.Should().Be(403);
        text.Should().StartWith("forbidden: rule \"none\" denies example.org/text@latest\n");
    }

    [Fact]
    public async Task Each_caller_sees_his_own_list_with_an_ETag_of_its_own_and_the_kept_one_stays_whole()
    {
        await StartAsync("""{ "Rules": [ { "Id": "tenant", "Effect": "Deny", "Hosts": [ "tenant.example" ], "Modules": [ "example.org/text" ], "Versions": "v1.0.0" } ] }""");
        using var whole = await SendAsync(HttpMethod.Get, "gateway.example");
        using var part = await SendAsync(HttpMethod.Get, "tenant.example");
        var (allText, partText) = (await whole.Content.ReadAsStringAsync(Cancellation), await part.Content.ReadAsStringAsync(Cancellation));

        allText.Should().Contain("v1.0.0\n");
        partText.Should().Be(allText.Replace("v1.0.0\n", ""));
        part.Headers.ETag.Should().NotBe(whole.Headers.ETag).And.NotBeNull();
        part.Content.Headers.LastModified.Should().BeNull("that of the whole list is not its own");
        foreach (var response in new[] { whole, part })
        {
            response.Headers.CacheControl!.Private.Should().BeTrue();
            response.Headers.Vary.Should().Contain("Authorization");
        }

        using var same = await SendAsync(HttpMethod.Get, "tenant.example", request => request.Headers.IfNoneMatch.Add(part.Headers.ETag!));
        same.StatusCode.Should().Be(HttpStatusCode.NotModified);
        using var other = await SendAsync(HttpMethod.Get, "tenant.example", request => request.Headers.IfNoneMatch.Add(whole.Headers.ETag!));
        (await other.Content.ReadAsStringAsync(Cancellation)).Should().Be(partText);
        using var range = await SendAsync(HttpMethod.Get, "tenant.example", request => request.Headers.Range = new RangeHeaderValue(2, 4));
        (await range.Content.ReadAsStringAsync(Cancellation)).Should().Be(partText[2..5]);
        range.Content.Headers.ContentRange!.Length.Should().Be(partText.Length);
        using var ranged = await SendAsync(HttpMethod.Get, "tenant.example", request =>
        {
            request.Headers.Range = new RangeHeaderValue(2, 4);
            request.Headers.IfRange = new RangeConditionHeaderValue(whole.Headers.ETag!);
        });
        (await ranged.Content.ReadAsStringAsync(Cancellation)).Should().Be(partText, "the beginning was another body's");
        using var head = await SendAsync(HttpMethod.Head, "tenant.example");
        (head.Content.Headers.ContentLength, head.Headers.ETag).Should().Be((partText.Length, part.Headers.ETag));
        _origin.Requests.Targets.Should().ContainSingle("all of these are one kept list");
    }

    [Fact]
    public async Task What_only_a_hidden_version_takes_back_is_hidden_too()
    {
        _origin.Library.Publish(new LabModule { Path = "example.org/text", Version = "v1.3.0", Retracts = ["v1.2.0", "[v1.0.0, v1.0.9]"] });
        await StartAsync("""{ "Rules": [ { "Id": "new", "Effect": "Deny", "Modules": [ "example.org/text" ], "Versions": ">=v1.3.0" } ] }""");

        (await ListAsync()).Should().BeEquivalentTo("v1.1.0", "v1.2.0-rc.1");
        (await GetAsync(Text + "@latest")).Text.Should().Contain("\"v1.1.0\"");
        (await GetAsync(Text + "@v/v1.2.0.zip")).Status.Should().Be(200, "a retraction denies nothing");
    }

    [Theory]
    [InlineData("Allow")]
    [InlineData("Deny")]
    public async Task Young_versions_wait_until_they_are_old_enough(string effect)
    {
        var now = _time.GetUtcNow();
        _origin.Library.Publish(new LabModule { Path = "example.org/text", Version = "v1.3.0", Time = now - TimeSpan.FromDays(1) });
        _origin.Library.Publish(new LabModule { Path = "example.org/text", Version = "v1.4.0", Time = DateTimeOffset.MinValue });
        await StartAsync($$"""{ "Default": "{{(effect == "Allow" ? "Deny" : "Allow")}}", "Rules": [ { "Id": "wait", "Effect": "{{effect}}", "Modules": [ "*" ], "MinimumAge": "3.00:00:00" } ] }""");

        (await ListAsync()).Should().BeEquivalentTo("v1.0.0", "v1.1.0", "v1.2.0-rc.1", "v1.2.0");
        (await GetAsync(Text + "@latest")).Text.Should().Contain("\"v1.2.0\"");
        (await GetAsync(Text + "@v/v1.2.0.zip")).Status.Should().Be(200);
        (await GetAsync(Text + "@v/v1.3.0.mod")).Status.Should().Be(200);
        (await GetAsync(Text + "@v/v1.3.0.zip")).Should().Match<(int Status, string Text)>(answer =>
            answer.Status == 403 && answer.Text.Contains("rule \"wait\"") && answer.Text.Contains("v1.3.0 was made on 2026-01-01 03:04 UTC and has to be 3 days old: try again on 2026-01-04 03:04 UTC"));
        (await GetAsync(Text + "@v/v1.4.0.info")).Should().Match<(int Status, string Text)>(answer => answer.Status == 403 && answer.Text.Contains("nobody says when it was made"));

        _time.Move(TimeSpan.FromDays(2.1));
        (await ListAsync()).Should().Contain("v1.3.0").And.NotContain("v1.4.0");
        (await GetAsync(Text + "@v/v1.3.0.zip")).Status.Should().Be(200);
    }

    [Fact]
    public async Task A_version_that_appears_later_is_young_whatever_it_says_of_itself()
    {
        await StartAsync("""{ "Rules": [ { "Id": "wait", "Effect": "Deny", "Modules": [ "*" ], "MinimumAge": "3.00:00:00" } ] }""");
        (await ListAsync()).Should().Contain("v1.2.0");
        _origin.Library.Publish(new LabModule { Path = "example.org/text", Version = "v1.3.0", Time = LongAgo });
        _time.Move(TimeSpan.FromMinutes(2));

        // A list that is refreshed slowly is served as it was for a moment.
        await Eventually.TrueAsync(async () => (await GetAsync(Text + "@v/v1.3.0.zip")).Status == 403, "the new version is noticed", Cancellation);

        (await GetAsync(Text + "@v/v1.3.0.info")).Text.Should().Contain("v1.3.0 appeared on 2026-01-02 03:06 UTC and has to be 3 days old: try again on 2026-01-05 03:06 UTC");
        (await ListAsync()).Should().Contain("v1.2.0").And.NotContain("v1.3.0");
        (await GetAsync(Text + "@latest")).Text.Should().Contain("\"v1.2.0\"");
        _time.Move(TimeSpan.FromDays(3.1));
        (await GetAsync(Text + "@v/v1.3.0.zip")).Status.Should().Be(200);
        (await ListAsync()).Should().Contain("v1.3.0");
    }

    [Fact]
    public async Task Lists_need_not_be_asked_for_by_anybody_to_tell_what_is_new()
    {
        await StartAsync("""{ "Rules": [ { "Id": "wait", "Effect": "Deny", "Modules": [ "*" ], "MinimumAge": "3.00:00:00" } ] }""");
        (await GetAsync(Text + "@v/v1.2.0.zip")).Status.Should().Be(200);
        _origin.Library.Publish(new LabModule { Path = "example.org/text", Version = "v1.3.0", Time = LongAgo });
        _time.Move(TimeSpan.FromMinutes(2));

        await Eventually.TrueAsync(async () => (await GetAsync(Text + "@v/v1.3.0.zip")).Status == 403, "the new version is noticed", Cancellation);

        (await GetAsync(Text + "@v/v1.2.0.zip")).Status.Should().Be(200);
    }

    [Fact]
    public async Task An_age_that_cannot_be_found_out_is_an_outage_and_no_404()
    {
        await StartAsync("""{ "Rules": [ { "Id": "wait", "Effect": "Deny", "Modules": [ "*" ], "MinimumAge": "3.00:00:00" } ] }""");
        _origin.Fault = Fault.Status(503);

        var (status, text) = await GetAsync(Text + "@v/v1.2.0.zip");

        status.Should().Be(503);
        text.Should().StartWith("unavailable: rule \"wait\" cannot decide about example.org/text@v1.2.0 now\n");
    }

    [Fact]
    public async Task Where_nobody_is_told_apart_answers_are_for_all_and_elsewhere_for_one()
    {
        await StartAsync("{}");
        using (var open = await _gateway!.Client.GetAsync(Text + "@v/v1.0.0.mod", Cancellation))
        {
            open.Headers.CacheControl!.Public.Should().BeTrue();
        }

        (await _gateway.ReloadAsync(Settings("""{ "Rules": [ { "Id": "r", "Effect": "Deny", "Modules": [ "example.com" ] } ] }""").ToString())).Should().BeTrue();
        using var ruled = await _gateway.Client.GetAsync(Text + "@v/v1.0.0.mod", Cancellation);
        ruled.Headers.CacheControl!.ToString().Should().Be("private");
        ruled.Headers.Vary.Should().Equal("Authorization");
    }

    [Fact]
    public async Task A_changed_rule_decides_from_the_cache_too()
    {
        await StartAsync("{}");
        (await GetAsync(Text + "@v/v1.0.0.zip")).Status.Should().Be(200);
        (await _gateway!.ReloadAsync(Settings("""{ "Rules": [ { "Id": "r", "Effect": "Deny", "Modules": [ "example.org/text" ] } ] }""").ToString())).Should().BeTrue();
        (await GetAsync(Text + "@v/v1.0.0.zip")).Status.Should().Be(403);
        (await _gateway.ReloadAsync(Settings("{}").ToString())).Should().BeTrue();
        (await GetAsync(Text + "@v/v1.0.0.zip")).Status.Should().Be(200);
    }

    private LabSettings Settings(string access) => new LabSettings().Cluster(_origin).Route("*", "origin").Private("corp.example").Set("Access", JsonNode.Parse(access));

    private async Task StartAsync(string access) => _gateway = await LabGateway.StartAsync(Settings(access), _time);

    private async Task<IEnumerable<string>> ListAsync() => (await GetAsync(Text + "@v/list")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private async Task<(int Status, string Text)> GetAsync(string path)
    {
        using var response = await _gateway!.Client.GetAsync(path, Cancellation);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string host, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(method, Text + "@v/list");
        request.Headers.Host = host;
        change?.Invoke(request);
        return await _gateway!.Client.SendAsync(request, Cancellation);
    }
}
