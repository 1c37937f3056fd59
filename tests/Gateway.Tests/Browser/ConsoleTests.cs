using System.Diagnostics;
using System.Text.Json.Nodes;
using Gateway.Access.Tokens;
using Gateway.Lab.Origins.Faults;
using Gateway.Tests.EndToEnd;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Gateway.Tests.Browser;

/// <summary>What people see of the console, and do there, in a real browser before a real gateway.</summary>
public class ConsoleTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const int Tries = 5;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);
    private static readonly LocatorAssertionsToContainTextOptions Patient = new() { Timeout = 30_000 };

    [Fact]
    public async Task A_broken_cluster_is_seen_with_its_reason_and_in_the_feed_within_two_seconds()
    {
        await using var bed = await ConsoleBed.StartAsync();
        await using var console = await chromium.OpenAsync(bed.Ops);
        await Expect(console.Destination("nexus/d1")).ToContainTextAsync("Healthy", Patient);
        var took = new List<TimeSpan>();

        // What else this machine does at the moment is not the console's: once is enough.
        do
        {
            var began = Stopwatch.GetTimestamp();
            await bed.First.StopAsync();
            await Expect(console.Destination("nexus/d1")).ToContainTextAsync("Down", Patient);
            await Expect(console.Destination("nexus/d1").Locator("td.why")).Not.ToBeEmptyAsync();
            await Expect(console.Page.Locator(".feed li").First).ToContainTextAsync("nexus/d1 Down", Patient);
            await Expect(console.Page.Locator(".notices")).ToContainTextAsync("nexus/d1 is down", Patient);
            took.Add(Stopwatch.GetElapsedTime(began));
            await bed.First.StartAgainAsync();
            await Expect(console.Destination("nexus/d1")).ToContainTextAsync("Healthy", new() { Timeout = 60_000 });
        }
        while (took.Min() > Soon && took.Count < Tries);

        took.Min().Should().BeLessThan(Soon);
        console.Complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task A_cluster_is_drained_and_let_back_in_after_a_question()
    {
        await using var bed = await ConsoleBed.StartAsync();
        await using var console = await chromium.OpenAsync(bed.Ops);

        await console.Button("Drain nexus").ClickAsync();
        await Expect(console.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Nobody else gets requests of private now");
        await console.Answer("Cancel").ClickAsync();
        await Expect(console.Button("Undrain nexus")).ToHaveCountAsync(0);

        await console.Button("Drain nexus/d2").ClickAsync();
        await console.Page.GetByLabel("Minutes").FillAsync("7");
        await console.Page.GetByLabel("Reason").FillAsync("upgrade");
        await console.Answer("Drain").ClickAsync();
        await Expect(console.Destination("nexus/d2")).ToContainTextAsync("Drained", Patient);
        await Expect(console.Destination("nexus/d2")).ToContainTextAsync("by edge-1: upgrade");
        await Expect(console.Said).ToContainTextAsync("nexus/d2 is drained, obeyed by edge-1 alone");

        await console.Button("Undrain nexus/d2").ClickAsync();
        await console.Answer("Undrain").ClickAsync();
        await Expect(console.Destination("nexus/d2")).ToContainTextAsync("Healthy", Patient);
        console.Complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task A_drill_takes_a_cluster_out_for_a_while_where_others_serve()
    {
        await using var bed = await ConsoleBed.StartAsync();
        await using var console = await chromium.OpenAsync(bed.Ops);

        await console.Button("Drain golang").ClickAsync();
        await console.Page.GetByLabel("Kind").SelectOptionAsync("drill");
        await Expect(console.Page.GetByLabel("Minutes")).ToHaveValueAsync("5");
        await console.Answer("Drain").ClickAsync();

        await Expect(console.Destination("golang/d1")).ToContainTextAsync(": drill", Patient);
        (await bed.GetAsync(ConsoleBed.Mod)).Status.Should().Be(200);
    }

    [Fact]
    public async Task A_module_is_purged()
    {
        await using var bed = await ConsoleBed.StartAsync();
        (await bed.GetAsync(ConsoleBed.Mod)).Status.Should().Be(200);
        await using var console = await chromium.OpenAsync(bed.Ops, view: "#/cache");

        await console.Button("▸ example.org/hello").ClickAsync();
        await Expect(console.Page.Locator("main")).ToContainTextAsync("example.org/hello/@v/v1.1.0.mod");
        await console.Button("Purge example.org/hello").ClickAsync();
        await console.Answer("Purge").ClickAsync();

        await Expect(console.Said).ToContainTextAsync("Purged example.org/hello: 1 answer left memory");
        await Expect(console.Page.Locator("main")).ToContainTextAsync("Nothing is kept that fits.");
        console.Complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task The_way_of_a_request_that_another_cluster_saved_is_shown_by_its_id()
    {
        await using var bed = await ConsoleBed.StartAsync();
        (bed.First.Fault, bed.Second.Fault) = (Fault.Status(503), Fault.Status(503));
        var (status, id) = await bed.GetAsync(ConsoleBed.Mod);
        await using var console = await chromium.OpenAsync(bed.Ops, view: "#/requests");

        await console.Page.GetByLabel("Request id").FillAsync(id);
        await console.Button("Show its way").ClickAsync();

        status.Should().Be(200);
        var way = console.Page.Locator(".journey");
        await Expect(way).ToContainTextAsync("example.org/hello@v1.1.0");
        await Expect(way.Locator("li").Filter(new() { HasText = "attempt 1" })).ToContainTextAsync("answered 503");
        await Expect(way.Locator("li").Filter(new() { HasText = "answer" }).Last).ToContainTextAsync("200 served from golang");
        console.Complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task A_module_is_explained_for_a_caller()
    {
        await using var bed = await ConsoleBed.StartAsync(settings => settings.Set("Access:Rules", JsonNode.Parse(
            """[ { "Id": "no-text", "Effect": "Deny", "Modules": [ "example.org/text" ], "Who": [ "group:guests" ], "Reason": "ask #go-help" } ]""")));
        await bed.GetAsync(ConsoleBed.Mod);
        await using var console = await chromium.OpenAsync(bed.Ops, view: "#/explain");

        await console.Page.GetByLabel("Module or path").FillAsync("example.org/hello@v1.1.0");
        await console.Button("Explain").ClickAsync();
        var mod = console.Page.GetByRole(AriaRole.Region, new() { Name = "mod of it", Exact = true });
        await Expect(mod).ToContainTextAsync("public");
        await Expect(mod).ToContainTextAsync("served as it is kept, from nexus");

        await console.Page.GetByLabel("Module or path").FillAsync("example.org/text@v1.1.0");
        await console.Page.GetByLabel("Groups").FillAsync("guests");
        await console.Button("Explain").ClickAsync();
        await Expect(mod).ToContainTextAsync("denied by no-text: ask #go-help");
        await Expect(console.Page.Locator(".notices .error")).ToContainTextAsync("go would not get example.org/text@v1.1.0");
        (await console.ExamineAsync("overlaps")).Should().BeEmpty();
        console.Complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task What_hangs_on_issuer_certificate_and_host_is_explained_too()
    {
        await using var bed = await ConsoleBed.StartAsync(settings => settings.Set("Access:Rules", JsonNode.Parse(
            """
            [ { "Id": "by-issuer", "Effect": "Deny", "Who": [ "issuer:https://idp.example" ] }, { "Id": "by-name", "Effect": "Deny", "Who": [ "san:*.ci.example" ] },
              { "Id": "by-host", "Effect": "Deny", "Who": [ "host:old.example" ] } ]
            """)));
        await using var console = await chromium.OpenAsync(bed.Ops, view: "#/explain");
        var mod = console.Page.GetByRole(AriaRole.Region, new() { Name = "mod of it", Exact = true });
        await console.Page.GetByLabel("Module or path").FillAsync("example.org/hello@v1.1.0");

        foreach (var (label, value, rule, told) in new[]
        {
            ("Issuer", "https://idp.example", "by-issuer", "Nobody in particular of https://idp.example on Plain as 127.0.0.1 from"),
            ("Names in the certificate", "a.example, b.ci.example", "by-name", "a.example with a certificate for a.example, b.ci.example on Plain"),
            ("Host", "old.example", "by-host", "Nobody in particular on Plain as old.example from"),
        })
        {
            await console.Page.GetByLabel(label).FillAsync(value);
            await console.Button("Explain").ClickAsync();
            await Expect(mod).ToContainTextAsync($"denied by {rule}");
            await Expect(console.Page.Locator(".notices .error")).ToContainTextAsync(told);
            await console.Page.GetByLabel(label).FillAsync("");
        }

        console.Complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task A_gateway_that_restarts_is_waited_for_and_what_is_shown_meanwhile_is_called_old()
    {
        var port = LoopbackPort.Free();
        await using var console = await OpenAndStopAsync(port);

        await Expect(console.Page.Locator("#old")).ToContainTextAsync("Old: nothing was heard for", Patient);
        await using var again = await ConsoleBed.StartAsync(settings => settings.Set("Listeners:Ops:Url", $"http://127.0.0.1:{port}").Set("Gateway:Instance", "edge-2"));

        await Expect(console.Page.Locator("#old")).ToBeHiddenAsync(new() { Timeout = 30_000 });
        await Expect(console.Page.Locator("#instance")).ToHaveTextAsync("edge-2");
    }

    [Fact]
    public async Task A_viewer_has_nothing_to_act_with_and_sees_no_identity()
    {
        var token = StaticToken.Create();
        var line = new StaticTokenLine { Id = StaticToken.IdOf(token), Name = "ann", Groups = ["look"], Salt = new byte[16], Hash = StaticToken.Hash(token, new byte[16]) };
        await using var bed = await ConsoleBed.StartAsync(settings => settings
            .Set("Ops:Viewers", new JsonArray("group:look")).Set("Ops:Operators", new JsonArray("group:operate")).Secret("Tokens:StaticFile", line + "\n"));
        (bed.First.Fault, bed.Second.Fault, bed.Golang.Fault) = (Fault.Status(503), Fault.Status(503), Fault.Status(503));
        var (_, id) = await bed.GetAsync(ConsoleBed.Mod);
        await using var console = await chromium.OpenAsync(bed.Ops, token: token);

        await Expect(console.Page.Locator("#role")).ToHaveTextAsync("ann (viewer)");
        await Expect(console.Page.GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
        await console.Page.GotoAsync($"{bed.Ops}#/requests/{id}");
        await Expect(console.Page.Locator(".journey")).ToContainTextAsync("for auditors alone");
    }

    private async Task<ConsolePage> OpenAndStopAsync(int port)
    {
        await using var bed = await ConsoleBed.StartAsync(settings => settings.Set("Listeners:Ops:Url", $"http://127.0.0.1:{port}"));
        var console = await chromium.OpenAsync(bed.Ops);
        await Expect(console.Page.Locator("#instance")).ToHaveTextAsync("edge-1");
        return console;
    }
}
