using System.Net;
using System.Net.Http.Json;
using Gateway.Caching;
using Gateway.Tests.Access.Advisories;
using Gateway.Tests.Caching;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Ops;

/// <summary><c>GET /api/explain</c>: what it says is what happens, nobody is asked for it, and nothing changes by it.</summary>
public class ExplainTests
{
    private const string Rules = """
        { "Default": "Allow", "Contact": "security@corp.example", "Rules": [
            { "Id": "no-text", "Effect": "Deny", "Modules": [ "example.org/text" ], "Kinds": [ "Zip" ], "Reason": "Use example.org/hello." },
            { "Id": "old", "Effect": "Deny", "Modules": [ "example.org/text" ], "Versions": "v1.0.0" },
            { "Id": "dev", "Effect": "Allow", "Who": [ "group:dev" ], "Modules": [ "corp.example" ] },
            { "Id": "no-billing", "Effect": "Deny", "Modules": [ "corp.example/billing" ] } ] }
        """;

    public static TheoryData<string> Targets =>
    [
        "/example.org/hello/@v/list", "/example.org/hello/@latest", "/example.org/hello/@v/v1.1.0.info", "/example.org/hello/@v/v1.1.0.zip", "/example.org/hello/@v/master.info",
        "/example.org/text/@v/list", "/example.org/text/@v/v1.0.0.info", "/example.org/text/@v/v1.0.0.mod", "/example.org/text/@v/v1.1.0.zip",
        "/corp.example/auth/@v/list", "/corp.example/auth/@v/v1.0.0.zip", "/corp.example/billing/@v/v1.1.0.mod", "/corp.example/auth/@v/main.info",
        "/example.org/absent/@v/list", "/example.org/hello/@v/v9.9.9.info", "/nobody.example/x/@v/list", "/example.org/hello/nonsense", "/favicon.ico", "/",
        "/sumdb/sum.golang.org/supported", "/sumdb/sum.golang.org/lookup/corp.example/auth@v1.0.0", "/sumdb/other.example/latest", "/sumdb/other.example/supported",
    ];

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task What_is_explained_is_what_happens(string target)
    {
        foreach (var asAlice in new[] { false, true })
        {
            // Another gateway for everybody: what one has fetched is kept for the other.
            await using var bed = await ExplainBed.StartAsync(Rules);

            var before = (await bed.ExplainAsync(target, asAlice)).Files.Single();
            var asked = bed.Asked;
            var (status, text) = await bed.GetAsync(target, asAlice);
            var asking = bed.Asked;
            // A zip is kept when its last byte has come, which is a moment after the client has it.
            await Eventually.TrueAsync(
                async () => status >= 500 || (await bed.ExplainAsync(target, asAlice)).Files.Single().Sees.Status is not null, "what was answered is known", TestContext.Current.CancellationToken);
            var after = (await bed.ExplainAsync(target, asAlice)).Files.Single();

            asked.Should().Be(0, "an explanation asks nobody");
            bed.Asked.Should().Be(asking);
            (before.Sees.Status is null).Should().Be(asking > 0, "who is not told a status is told who is asked: {0}", before.Sees);
            foreach (var seen in new[] { before.Sees, after.Sees })
            {
                (seen.Status ?? status, seen.Status is 200 or null ? "" : seen.Text).Should().Be((status, seen.Status is 200 or null ? "" : text));
            }

            (after.Sees.Status is null).Should().Be(before.Sees.Status is null && status >= 500, "what was answered is known: {0}", after.Sees);
        }
    }

    [Fact]
    public async Task Every_route_and_rule_that_was_looked_at_says_why_it_is_the_one_or_not()
    {
        await using var bed = await ExplainBed.StartAsync(Rules);

        var zip = (await bed.ExplainAsync("corp.example/billing@v1.1.0")).Files.Single(file => file.Name == "zip");

        zip.Request!.IsPrivate.Should().BeTrue();
        zip.Routes.Select(route => $"{route.Name}: {route.Because}").Should().Equal("private: takes it");
        zip.Rules.Select(rule => $"{rule.Id}: {rule.Because}").Should().Equal(
            "no-text: is about example.org/text",
            "old: is about example.org/text",
            "dev: is about group:dev; the caller is nobody in particular",
            "no-billing: decides");
        (await bed.ExplainAsync("/example.org/hello/@v/list")).Files.Single().Routes.Select(route => $"{route.Name}: {route.Because}").Should().Equal(
            "private: is about corp.example", "public: takes it");
    }

    [Fact]
    public async Task Of_a_version_every_file_that_go_asks_for_is_explained()
    {
        await using var bed = await ExplainBed.StartAsync(Rules);

        var text = await bed.ExplainAsync("example.org/text@v1.1.0");
        var hello = await bed.ExplainAsync("example.org/hello@v1.1.0");

        hello.IsGood.Should().BeTrue();
        hello.Files.Select(file => file.Name).Should().Equal("list", "latest", "info", "mod", "zip", "checksum in sum.golang.org");
        hello.Files.Select(file => file.Target).Should().Contain("/sumdb/sum.golang.org/lookup/example.org/hello@v1.1.0");
        text.IsGood.Should().BeFalse("no-text denies the zip");
        text.Files.Where(file => file.Sees.Status == 403).Select(file => file.Name).Should().Equal("zip");
    }

    [Fact]
    public async Task What_would_be_asked_is_told_with_its_address_and_what_follows()
    {
        await using var bed = await ExplainBed.StartAsync();

        var mod = (await bed.ExplainAsync("/example.org/!azure/!storage/@v/v1.2.0.mod")).Files.Single();

        mod.Sees.Should().Match<Gateway.Ops.Explaining.Seen>(seen => seen.Status == null && seen.IsGood && seen.Because == "nothing is kept: inside is asked first");
        mod.Clusters.Select(cluster => (cluster.Name, cluster.Trust, cluster.NotFound, cluster.Destinations.Single().Url)).Should().Equal(
            ("inside", "Internal", "Next", new Uri(bed.Inside.Address, "example.org/!azure/!storage/@v/v1.2.0.mod")),
            ("outside", "Public", "Next", new Uri(bed.Outside.Address, "example.org/!azure/!storage/@v/v1.2.0.mod")));
    }

    [Fact]
    public async Task When_everybody_is_out_of_rotation_it_says_what_go_will_read()
    {
        await using var bed = await ExplainBed.StartAsync();
        using var drained = await bed.Operator.SendAsync(Drain("inside"), TestContext.Current.CancellationToken);
        drained.StatusCode.Should().Be(HttpStatusCode.OK);

        var explained = await bed.ExplainAsync("corp.example/auth@v1.0.0", asAlice: true);
        var (status, text) = await bed.GetAsync("/corp.example/auth/@v/v1.0.0.zip", asAlice: true);

        explained.IsGood.Should().BeFalse();
        var zip = explained.Files.Single(file => file.Name == "zip");
        (zip.Sees.Status, zip.Sees.Text).Should().Be((status, text));
        status.Should().Be(503);
        var inside = zip.Clusters.Single();
        inside.Skipped.Should().StartWith("is out of rotation: drained");
        inside.Destinations.Single().Should().Match<Gateway.Ops.Explaining.DestinationOutlook>(at => at.State == "Drained" && at.Url == null && at.Breaker == "closed");
    }

    [Fact]
    public async Task A_rule_that_has_to_know_a_versions_age_says_so_and_nobody_is_asked()
    {
        await using var bed = await ExplainBed.StartAsync("""{ "Default": "Allow", "Rules": [ { "Id": "young", "Effect": "Deny", "Modules": [ "example.org" ], "MinimumAge": "3650.00:00:00" } ] }""");

        var unknown = (await bed.ExplainAsync("/example.org/hello/@v/v1.1.0.zip")).Files.Single();
        bed.Asked.Should().Be(0);
        var (status, text) = await bed.GetAsync("/example.org/hello/@v/v1.1.0.zip");
        var known = (await bed.ExplainAsync("/example.org/hello/@v/v1.1.0.zip")).Files.Single();

        unknown.Decision!.Effect.Should().Be("Open");
        unknown.Sees.Should().Match<Gateway.Ops.Explaining.Seen>(seen => seen.Status == null && seen.Because.Contains("when it was made is not known here yet"));
        (known.Sees.Status, known.Sees.Text, status).Should().Be((403, text, 403));
    }

    [Fact]
    public async Task What_advisories_say_is_explained_and_not_counted()
    {
        using var feed = new FeedFolder().Publish("GO-2026-0001", "example.org/text", "1.2.0").Publish("GO-2026-0002", "example.org/hello", "1.2.0");
        await using var bed = await ExplainBed.StartAsync("""
            { "Rules": [ { "Id": "look", "Effect": "Deny", "Modules": [ "example.org/hello" ], "Advisories": { "Feed": "go", "WarnOnly": true } },
              { "Id": "vulnerable", "Effect": "Deny", "Modules": [ "example.org/text" ], "Advisories": { "Feed": "go" } } ] }
            """, settings => settings.Set("Advisories:go:Source", feed.Path));
        using var counted = new Counted("gateway.advisories.met", bed.Gateway);

        (await bed.ExplainAsync("/example.org/text/@v/v1.1.0.zip")).Files.Single().Decision!.Detail.Should().Contain("GO-2026-0001").And.Contain("fixed in v1.2.0");
        (await bed.ExplainAsync("/example.org/hello/@v/v1.1.0.zip")).Files.Single().Decision!.Detail.Should().Be("served with a warning: GO-2026-0002; fixed=v1.2.0");
        counted.Sum.Should().Be(0);
    }

    [Fact]
    public async Task Versions_that_are_hidden_from_the_caller_are_named()
    {
        await using var bed = await ExplainBed.StartAsync(Rules);
        await bed.GetAsync("/example.org/text/@v/list");

        var list = (await bed.ExplainAsync("example.org/text")).Files.Single(file => file.Name == "list");

        list.Notes.Should().Equal("hidden from this caller: v1.0.0 (rule old)");
    }

    [Fact]
    public async Task A_cluster_that_is_told_who_asks_makes_the_answer_personal()
    {
        await using var bed = await ExplainBed.StartAsync(upstream: new { Trust = "Internal", ForwardIdentity = "Headers" });
        await bed.GetAsync("/corp.example/auth/@v/list", asAlice: true);

        var list = (await bed.ExplainAsync("/corp.example/auth/@v/list", asAlice: true)).Files.Single();

        list.Kept!.State.Should().Be("personal");
        list.Notes.Should().Equal("inside would be told who asks: the answer is for this caller alone, never kept and never shared");
        list.Clusters.Single().Told.Should().Be("Headers");
    }

    [Fact]
    public async Task What_lies_in_Redis_alone_is_told_and_stays_there_alone()
    {
        await using var bed = await LeaseTestBed.StartAsync(settings => settings.Set("Listeners:Ops:Url", "http://127.0.0.1:0"));
        using var answer = await bed.First.Client.GetAsync(CacheTestBed.Mod, TestContext.Current.CancellationToken);
        var memory = bed.Second.App.Services.GetRequiredService<MemoryTier>();
        using var ops = new HttpClient { BaseAddress = bed.Second.AddressOf("Ops") };

        for (var again = 0; again < 2; again++)
        {
            var kept = (await ops.GetFromJsonAsync<Gateway.Ops.Explaining.Explanation>($"api/explain?what={CacheTestBed.Mod}", TestContext.Current.CancellationToken))!.Files.Single();

            (kept.Kept!.State, kept.Kept.Memory, kept.Kept.RedisState, kept.Sees.Status).Should().Be(("fresh", null, "used", 200));
            kept.Kept.Redis!.Cluster.Should().Be("origin");
            kept.Kept.Redis.KeptFor.Should().BeInRange(1, TimeSpan.FromDays(366).TotalSeconds);
            memory.Count.Should().Be(0, "to look is not to use");
        }

        bed.Origin.Requests.Count.Should().Be(1);
    }

    [Theory]
    [InlineData("what=", "bad request: \"\" is empty*")]
    [InlineData("what=example.org/hello%20x", "bad request: a module or a path has neither spaces*")]
    [InlineData("what=example.org/hello@v1!", "bad request: \"v1!\" is no version.*")]
    [InlineData("what=example.org/hello&listener=Plian", "bad request: \"Plian\" is no listener for modules; there are Plain. Did you mean Plain?*")]
    [InlineData("what=example.org/hello&listener=Ops", "bad request: \"Ops\" is no listener for modules*")]
    [InlineData("what=example.org/hello&from=here", "bad request: \"here\" is no address of a client such as 10.1.2.3.*")]
    public async Task A_wrong_question_is_told(string query, string text)
    {
        await using var bed = await ExplainBed.StartAsync();

        using var answer = await bed.Operator.GetAsync($"api/explain?{query}", TestContext.Current.CancellationToken);

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Match(text);
    }

    [Fact]
    public async Task Only_an_operator_may_ask()
    {
        await using var bed = await ExplainBed.StartAsync();
        using var foreign = new HttpRequestMessage(HttpMethod.Get, "api/explain?what=example.org/hello");
        foreign.Headers.Host = "evil.example";

        using var refused = await bed.Operator.SendAsync(foreign, TestContext.Current.CancellationToken);
        using var posted = await bed.Operator.PostAsync("api/explain?what=example.org/hello", null, TestContext.Current.CancellationToken);

        refused.StatusCode.Should().Be(HttpStatusCode.MisdirectedRequest);
        posted.StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
    }

    private static HttpRequestMessage Drain(string cluster)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, $"api/drains/{cluster}") { Content = JsonContent.Create(new { minutes = 5, reason = "upgrade" }) };
        request.Headers.Add("X-Gateway", "1");
        return request;
    }
}
