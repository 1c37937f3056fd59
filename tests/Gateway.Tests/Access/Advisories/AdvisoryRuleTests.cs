using System.Text.Json.Nodes;

namespace Gateway.Tests.Access.Advisories;

/// <summary>What rules with a feed say of versions, over sockets.</summary>
public sealed class AdvisoryRuleTests : IDisposable
{
    private const string Text = AdvisoryBed.Text;

    private readonly FeedFolder _feed = new FeedFolder().Publish("GO-2026-0001", "example.org/text", "1.2.0-rc.1");

    public void Dispose() => _feed.Dispose();

    [Fact]
    public async Task A_vulnerable_version_is_denied_with_advisory_and_fix_and_hidden_from_lists()
    {
        await using var bed = await AdvisoryBed.StartAsync(_feed.Path);

        var (status, text, _) = await bed.GetAsync(Text + "@v/v1.1.0.zip");

        status.Should().Be(403);
        text.Split('\n')[..2].Should().Equal(
            "forbidden: rule \"vulnerable\" denies example.org/text@v1.1.0", "GO-2026-0001 (CVE-2026-0001), fixed in v1.2.0-rc.1: Something bad in example.org/text");
        (await bed.GetAsync(Text + "@v/v1.1.0.info")).Status.Should().Be(403);
        (await bed.GetAsync(Text + "@v/v1.1.0.mod")).Status.Should().Be(200, "graphs mention what nobody builds");
        (await bed.GetAsync(Text + "@v/v1.2.0.zip")).Should().Match<(int Status, string Text, string? Notice)>(answer => answer.Status == 200 && answer.Notice == null);
        (await bed.ListAsync()).Should().BeEquivalentTo("v1.2.0-rc.1", "v1.2.0");
        var record = (await bed.RecordsAsync(5))[0];
        record.GetProperty("authz_decision").GetString().Should().Be("deny");
        record.GetProperty("advisories").EnumerateArray().Select(id => id.GetString()).Should().Equal("GO-2026-0001");
        record.GetProperty("fixed_version").GetString().Should().Be("v1.2.0-rc.1");
        var shown = await bed.ShownAsync();
        shown.GetProperty("state").GetString().Should().Be("current");
        (shown.GetProperty("denied").GetInt64(), shown.GetProperty("warned").GetInt64(), shown.GetProperty("advisories").GetInt32()).Should().Be((2, 0, 1));
        shown.GetProperty("rules").EnumerateArray().Select(rule => rule.GetString()).Should().Equal("vulnerable");
        shown.GetProperty("met").EnumerateArray().Select(met => $"{met.GetProperty("effect")} {met.GetProperty("module")}@{met.GetProperty("version")} by {met.GetProperty("rule")}, {met.GetProperty("count")}, {met.GetProperty("fix")}")
            .Should().Equal("denied example.org/text@v1.1.0 by vulnerable, 2, v1.2.0-rc.1");
    }

    [Fact]
    public async Task A_rule_that_only_warns_serves_with_a_header_and_a_record()
    {
        _feed.Publish("GO-2026-0002", "example.org/text", null, "1.1.0");
        await using var bed = await AdvisoryBed.StartAsync(_feed.Path, """{ "Rules": [ { "Id": "look", "Effect": "Deny", "Advisories": { "Feed": "go", "WarnOnly": true } } ] }""");
        using var counted = new Counted("gateway.advisories.met", bed.Gateway);

        (await bed.GetAsync(Text + "@v/v1.0.0.zip")).Should().Match<(int Status, string Text, string? Notice)>(answer => answer.Status == 200 && answer.Notice == "GO-2026-0001");
        (await bed.GetAsync(Text + "@v/v1.1.0.zip")).Notice.Should().Be("GO-2026-0001, GO-2026-0002", "there is no version without any");
        (await bed.ListAsync()).Should().Contain("v1.0.0").And.Contain("v1.1.0");
        (await bed.RecordsAsync(3))[0].GetProperty("advisories").EnumerateArray().Should().ContainSingle();
        (await bed.RecordsAsync(3))[0].GetProperty("authz_decision").GetString().Should().Be("allow");
        counted.Tags("rule", "look").Should().HaveCount(2).And.OnlyContain(tags => tags["effect"] == "warned" && tags["feed"] == "go");
    }

    [Fact]
    public async Task What_is_not_bad_enough_is_served_and_what_nobody_has_rated_counts_as_the_rule_says()
    {
        _feed.Publish("GO-2026-0003", "example.org/hello", "99.0.0", change: document => document["database_specific"] = new JsonObject { ["severity"] = "MODERATE" });
        await using var bed = await AdvisoryBed.StartAsync(_feed.Path, """
            { "Rules": [ { "Id": "strict", "Effect": "Deny", "Hosts": [ "strict" ], "Advisories": { "Feed": "go", "Severity": "High" } },
              { "Id": "lax", "Effect": "Deny", "Hosts": [ "lax" ], "Advisories": { "Feed": "go", "Severity": "High", "Unrated": "Low" } },
              { "Id": "all", "Effect": "Deny", "Hosts": [ "all" ], "Advisories": { "Feed": "go", "Severity": "Moderate" } } ] }
            """);

        (await StatusAsync(bed, "strict", Text + "@v/v1.0.0.zip")).Should().Be(403, "nobody has rated it");
        (await StatusAsync(bed, "lax", Text + "@v/v1.0.0.zip")).Should().Be(200);
        (await StatusAsync(bed, "strict", "/example.org/hello/@v/v1.0.0.zip")).Should().Be(200);
        (await StatusAsync(bed, "all", "/example.org/hello/@v/v1.0.0.zip")).Should().Be(403);
    }

    [Fact]
    public async Task An_exemption_is_for_whom_it_names_and_ends_with_its_last_day()
    {
        _feed.Publish("GO-2026-0004", "example.org/text", "1.1.0");
        await using var bed = await AdvisoryBed.StartAsync(_feed.Path, """
            { "Rules": [ { "Id": "vulnerable", "Effect": "Deny", "Advisories": { "Feed": "go", "Exemptions": [
              { "Ids": [ "CVE-2026-0001" ], "Modules": [ "example.org/text" ], "Who": [ "host:team" ], "Until": "2026-01-03", "Reason": "not reachable" } ] } } ] }
            """);

        (await StatusAsync(bed, "team", Text + "@v/v1.1.0.zip")).Should().Be(200);
        (await StatusAsync(bed, "others", Text + "@v/v1.1.0.zip")).Should().Be(403);
        (await StatusAsync(bed, "team", Text + "@v/v1.0.0.zip")).Should().Be(403, "another advisory is about it too");
        var records = await bed.RecordsAsync(3);
        records[0].GetProperty("advisories").EnumerateArray().Should().ContainSingle("what is served by way of exemption is on record");
        records[2].GetProperty("reason").GetString().Should().Contain("GO-2026-0004").And.NotContain("GO-2026-0001");

        // It is the morning of the 2nd.
        bed.Time.Move(TimeSpan.FromHours(44.9));
        (await StatusAsync(bed, "team", Text + "@v/v1.1.0.zip")).Should().Be(200, "it is 23:58 on the last day");
        bed.Time.Move(TimeSpan.FromMinutes(5));
        (await StatusAsync(bed, "team", Text + "@v/v1.1.0.zip")).Should().Be(403);
    }

    [Fact]
    public async Task A_fix_need_not_wait_until_it_is_old()
    {
        await using var bed = await AdvisoryBed.StartAsync(_feed.Path, """
            { "Rules": [ { "Id": "vulnerable", "Effect": "Deny", "Advisories": { "Feed": "go" } }, { "Id": "wait", "Effect": "Deny", "MinimumAge": "3650.00:00:00", "FixesOf": "go" } ] }
            """);

        (await bed.ListAsync()).Should().Equal("v1.2.0-rc.1");
        (await bed.GetAsync(Text + "@v/v1.2.0-rc.1.zip")).Status.Should().Be(200);
        (await bed.GetAsync(Text + "@v/v1.2.0.zip")).Text.Should().Contain("rule \"wait\"");
        (await bed.GetAsync(Text + "@v/v1.1.0.zip")).Text.Should().Contain("rule \"vulnerable\"");
    }

    [Fact]
    public async Task What_was_decided_before_the_feed_changed_is_decided_anew()
    {
        await using var bed = await AdvisoryBed.StartAsync(_feed.Path);
        (await bed.GetAsync(Text + "@v/v1.2.0.zip")).Status.Should().Be(200);
        (await bed.GetAsync(Text + "@v/v1.1.0.zip")).Status.Should().Be(403);

        _feed.Publish("GO-2026-0005", "example.org/text", "1.3.0", "1.2.0");
        _feed.Remove("GO-2026-0001");
        await bed.RefreshAsync(state => state.Index!.Advisories.Single().Id == "GO-2026-0005", "the change is read");

        (await bed.GetAsync(Text + "@v/v1.2.0.zip")).Should().Match<(int Status, string Text, string? Notice)>(answer => answer.Status == 403 && answer.Text.Contains("fixed in v1.3.0"));
        (await bed.GetAsync(Text + "@v/v1.1.0.zip")).Status.Should().Be(200);
        (await bed.ListAsync()).Should().NotContain("v1.2.0").And.Contain("v1.1.0");
    }

    [Fact]
    public async Task Rules_that_follow_decide_about_what_no_advisory_affects()
    {
        await using var bed = await AdvisoryBed.StartAsync(_feed.Path, """
            { "Default": "Deny", "Rules": [ { "Id": "vulnerable", "Effect": "Deny", "Advisories": { "Feed": "go" } }, { "Id": "ours", "Effect": "Allow", "Modules": [ "example.org/text" ] } ] }
            """);

        (await bed.GetAsync(Text + "@v/v1.2.0.zip")).Status.Should().Be(200);
        (await bed.GetAsync(Text + "@v/v1.0.0.zip")).Text.Should().Contain("rule \"vulnerable\"");
        (await bed.GetAsync("/example.org/hello/@v/v1.0.0.zip")).Text.Should().Contain("no rule allows");
    }

    private static async Task<int> StatusAsync(AdvisoryBed bed, string host, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Host = host;
        using var response = await bed.Gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }
}
