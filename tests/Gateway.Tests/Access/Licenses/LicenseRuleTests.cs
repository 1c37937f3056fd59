using System.Net.Http.Json;
using Gateway.Auditing;
using Gateway.Ops.Explaining;
using Gateway.Tests.Caching;

namespace Gateway.Tests.Access.Licenses;

/// <summary>What rules about licences make of zips, over sockets.</summary>
public class LicenseRuleTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_denied_licence_is_refused_in_words_before_anything_of_it_goes_out_and_from_what_is_kept()
    {
        await using var bed = await LicenseBed.StartAsync("""{ "Deny": [ "AGPL-*", "SSPL-1.0" ] }""");
        using var counted = new Counted("gateway.access.licenses", bed.Gateway);

        for (var time = 0; time < 3; time++)
        {
            var (status, text, _) = await bed.GetAsync(LicenseBed.Affero);

            status.Should().Be(403);
            text.Split('\n')[..3].Should().Equal(
                "forbidden: rule \"licences\" denies example.org/affero@v1.0.0", "see go.corp.example/licences", "its licence is AGPL-3.0 (server/COPYING)");
        }

        (await bed.StatusAsync("/example.org/affero/@v/v1.0.0.mod")).Should().Be(200, "graphs mention what nobody builds");
        (await bed.StatusAsync("/example.org/affero/@v/v1.0.0.info")).Should().Be(200);
        (await bed.GetAsync("/example.org/affero/@v/list")).Text.Should().Be("v1.0.0\n", "a list must not hang on what was fetched before");
        (await bed.GetAsync(LicenseBed.Affero, "bytes=0-10")).Status.Should().Be(403);
        (await bed.StatusAsync(LicenseBed.Free)).Should().Be(200);
        (await bed.StatusAsync(LicenseBed.Bare)).Should().Be(200, "unknown is not denied");
        bed.Origin.Requests.Count(request => request.Path.EndsWith("affero/@v/v1.0.0.zip", StringComparison.Ordinal)).Should().Be(1);
        counted.Tags("verdict", "denied").Should().HaveCount(4).And.OnlyContain(tags => tags["rule"] == "licences");
        counted.Tags("verdict", "passed").Should().HaveCount(2);
        var record = (await bed.RecordsAsync(9))[0];
        record.GetProperty("authz_decision").GetString().Should().Be("deny");
        record.GetProperty("reason").GetString().Should().Contain("AGPL-3.0 (server/COPYING)");
        record.GetProperty("licenses").EnumerateArray().Select(name => name.GetString()).Should().Equal("MIT", "AGPL-3.0");
    }

    [Fact]
    public async Task What_is_not_allowed_is_refused_and_unknown_is_a_class_of_its_own()
    {
        await using var bed = await LicenseBed.StartAsync("""{ "Allow": [ "MIT", "AGPL-3.0-or-later" ] }""");

        (await bed.StatusAsync(LicenseBed.Free)).Should().Be(200);
        (await bed.GetAsync(LicenseBed.Affero)).Text.Should().Contain("its licence is AGPL-3.0 (server/COPYING)", "the text does not say that it is not AGPL-3.0-only");
        (await bed.GetAsync(LicenseBed.Bare)).Text.Should().Contain("its licence is unknown: it has no licence file at its root");
        (await bed.GetAsync(LicenseBed.Own)).Text.Should().Contain("its licence is unknown: its text is none that is known (LICENSE)");
        var records = await bed.RecordsAsync(4);
        records[2].GetProperty("licenses").EnumerateArray().Select(name => name.GetString()).Should().Equal("Unknown");
    }

    [Fact]
    public async Task Unknown_may_be_allowed_by_name_and_a_family_by_its_own()
    {
        await using var bed = await LicenseBed.StartAsync("""{ "Allow": [ "MIT", "AGPL-3.0", "Unknown" ] }""");

        foreach (var path in new[] { LicenseBed.Free, LicenseBed.Affero, LicenseBed.Bare, LicenseBed.Own, LicenseBed.Large })
        {
            (await bed.StatusAsync(path)).Should().Be(200);
        }
    }

    [Fact]
    public async Task A_zip_that_is_too_large_to_be_held_is_unknown_in_words()
    {
        await using var bed = await LicenseBed.StartAsync("""{ "Deny": [ "Unknown" ] }""");

        (await bed.GetAsync(LicenseBed.Large)).Should().Match<(int Status, string Text, string? Notice)>(answer =>
            answer.Status == 403 && answer.Text.Contains("its licence is unknown: its zip is larger than what is held to look into (Caching:LargestResponseMegabytes)"));
        (await bed.StatusAsync(LicenseBed.Free)).Should().Be(200);
    }

    [Fact]
    public async Task A_zip_that_cannot_be_held_now_is_an_outage_and_no_verdict()
    {
        await using var bed = await LicenseBed.StartAsync("""{ "Deny": [ "AGPL-*" ] }""", settings => settings.Set("Caching:LargestResponseMegabytes", 16).Set("Caching:InFlightMegabytes", 1));
        using var counted = new Counted("gateway.access.licenses", bed.Gateway);

        (await bed.GetAsync(LicenseBed.Large)).Should().Match<(int Status, string Text, string? Notice)>(answer =>
            answer.Status == 503 && answer.Text.StartsWith("unavailable: rule \"licences\" cannot decide about example.org/large@v1.0.0 now") && answer.Text.Contains("(Caching:InFlightMegabytes)"));
        counted.Tags("verdict", "outage").Should().ContainSingle();
    }

    [Fact]
    public async Task Bills_of_materials_name_licences()
    {
        await using var bed = await LicenseBed.StartAsync("""{ "Deny": [ "SSPL-1.0" ] }""");
        await bed.StatusAsync(LicenseBed.Affero);
        await bed.StatusAsync(LicenseBed.Bare);

        var bom = new AuditBom();
        (await bed.RecordsAsync(2)).ForEach(bom.Add);

        var components = bom.ToJson(bed.Time.GetUtcNow())["components"]!.AsArray();
        components[0]!["licenses"]!.ToJsonString().Should().Be("""[{"license":{"id":"MIT"}},{"license":{"name":"AGPL-3.0"}}]""");
        components[1]!["licenses"].Should().BeNull("nothing is known");
    }

    [Fact]
    public async Task A_rule_that_only_warns_serves_with_a_header_and_a_record()
    {
        await using var bed = await LicenseBed.StartAsync("""{ "Allow": [ "MIT" ], "WarnOnly": true }""");
        using var counted = new Counted("gateway.access.licenses", bed.Gateway);

        (await bed.GetAsync(LicenseBed.Affero)).Should().Match<(int Status, string Text, string? Notice)>(answer => answer.Status == 200 && answer.Notice == "AGPL-3.0; file=\"server/COPYING\"");
        (await bed.GetAsync(LicenseBed.Bare)).Notice.Should().Be("Unknown");
        (await bed.GetAsync(LicenseBed.Large)).Should().Match<(int Status, string Text, string? Notice)>(answer => answer.Status == 200 && answer.Text.Length > 1024 * 1024 && answer.Notice == "Unknown");
        (await bed.GetAsync(LicenseBed.Free)).Notice.Should().BeNull();
        counted.Tags("verdict", "warned").Should().HaveCount(3);
        (await bed.RecordsAsync(4))[0].GetProperty("authz_decision").GetString().Should().Be("allow");
    }

    [Fact]
    public async Task An_exemption_is_for_what_it_names_and_ends_with_its_last_day()
    {
        await using var bed = await LicenseBed.StartAsync("""
            { "Allow": [ "MIT" ], "Exemptions": [ { "Modules": [ "example.org/affero" ], "Ids": [ "AGPL-*" ], "Until": "2999-01-01" },
              { "Modules": [ "example.org/own" ], "Ids": [ "AGPL-3.0" ], "Until": "2999-01-01" }, { "Modules": [ "example.org/bare" ], "Until": "2020-01-01" } ] }
            """);

        (await bed.GetAsync(LicenseBed.Affero)).Should().Match<(int Status, string Text, string? Notice)>(answer => answer.Status == 200 && answer.Notice == "AGPL-3.0; file=\"server/COPYING\"");
        (await bed.StatusAsync(LicenseBed.Own)).Should().Be(403, "another licence is exempt");
        (await bed.StatusAsync(LicenseBed.Bare)).Should().Be(403, "it has ended");
    }

    [Fact]
    public async Task The_first_rule_that_says_something_decides()
    {
        await using var bed = await LicenseBed.StartWithRulesAsync("""
            [ { "Id": "ours", "Effect": "Allow", "Modules": [ "example.org/own" ], "Versions": ">=v1.0.0" },
              { "Id": "licences", "Effect": "Deny", "Versions": ">=v1.0.0", "Licenses": { "Allow": [ "MIT" ] } },
              { "Id": "later", "Effect": "Deny", "Modules": [ "example.org/free" ] } ]
            """);

        (await bed.StatusAsync(LicenseBed.Own)).Should().Be(200);
        (await bed.GetAsync(LicenseBed.Bare)).Text.Should().Contain("rule \"licences\"");
        (await bed.GetAsync(LicenseBed.Free)).Text.Should().Contain("rule \"later\"");
    }

    [Fact]
    public async Task Many_who_ask_at_once_wait_for_one_flight_and_one_verdict()
    {
        await using var bed = await LicenseBed.StartAsync("""{ "Deny": [ "AGPL-*" ] }""");

        var statuses = await Task.WhenAll(Enumerable.Range(0, 20).Select(index => bed.StatusAsync(index % 2 == 0 ? LicenseBed.Affero : LicenseBed.Free)));

        statuses.Where((_, index) => index % 2 == 0).Should().AllBeEquivalentTo(403);
        statuses.Where((_, index) => index % 2 == 1).Should().AllBeEquivalentTo(200);
        bed.Origin.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task Where_nothing_is_kept_zips_are_looked_into_all_the_same()
    {
        await using var bed = await LicenseBed.StartAsync("""{ "Deny": [ "AGPL-*" ] }""", settings => settings.Set("Caching:MemoryMegabytes", 0));

        (await bed.StatusAsync(LicenseBed.Affero)).Should().Be(403);
        (await bed.StatusAsync(LicenseBed.Free)).Should().Be(200);
    }

    [Fact]
    public async Task Explain_tells_licences_and_verdict_of_what_is_kept_and_that_it_will_look_at_what_is_not()
    {
        await using var bed = await LicenseBed.StartAsync("""{ "Deny": [ "AGPL-*" ] }""");
        using var client = new HttpClient { BaseAddress = bed.Gateway.AddressOf("Ops") };

        var before = await ExplainAsync(client);
        await bed.StatusAsync(LicenseBed.Affero);
        await bed.Gateway.LandedAsync();
        var after = await ExplainAsync(client);

        before.Notes.Should().Contain("what comes is looked into for its licences before anybody gets anything of it");
        after.Notes.Should().Contain("its licences: MIT (LICENSE), AGPL-3.0 (server/COPYING)");
        after.Sees.Status.Should().Be(403);
        after.Decision!.Detail.Should().Be("its licence is AGPL-3.0 (server/COPYING)");
        after.Rules.Should().ContainSingle(rule => rule.Id == "licences").Which.Because.Should().Be("decides");
    }

    private static async Task<FileExplanation> ExplainAsync(HttpClient client) =>
        (await client.GetFromJsonAsync<Explanation>("api/explain?what=example.org/affero@v1.0.0", Cancellation))!.Files.Single(file => file.Name == "zip");
}
