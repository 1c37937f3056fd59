using Gateway.Tests.Checksums;
using Gateway.Tests.EndToEnd;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Gateway.Tests.Browser;

/// <summary>What the console shows of mirrors, checksums and advisories, before a real checksum database.</summary>
[Collection<RealPeers>]
public sealed class ConsoleGuardsTests(Peers peers, Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly LocatorAssertionsToContainTextOptions Patient = new() { Timeout = 30_000 };

    [Fact]
    public async Task What_was_tampered_with_what_nobody_could_vouch_for_and_what_is_vulnerable_is_shown()
    {
        await using var bed = await GuardedBed.StartAsync(peers);
        await bed.LiveAsync();
        await using var console = await chromium.OpenAsync(bed.Ops, view: "#/checks");
        ILocator Shelf(string name) => console.Page.GetByRole(AriaRole.Region, new() { Name = name, Exact = true });

        await Expect(console.Page.Locator("main h1 + .muted")).ToHaveTextAsync("route1: enforced");
        await Expect(Shelf("What was not what it should be").Locator("tbody tr")).ToContainTextAsync($"not what the database says{MadeModules.Tampered} zipbadh1:");
        await Expect(Shelf("Checksum databases").Locator("tbody tr")).ToContainTextAsync($"Away{ChecksumDatabase.Name} artifacts are checked against it");
        await Expect(Shelf("Unverified and withheld").Locator("tbody tr").First).ToContainTextAsync($"503{MadeModules.UpperCase} modbad gave it, and {ChecksumDatabase.Name}");
        await Expect(Shelf("Advisory feeds").Locator("tbody tr")).ToContainTextAsync("Currentgo");
        await Expect(Shelf("Advisory feeds").Locator("tbody tr")).ToContainTextAsync("1 of 1 module");
        await Expect(Shelf("Vulnerable versions that were asked for").Locator("tbody tr")).ToContainTextAsync($"denied{GuardedBed.Vulnerable}GO-2024-0001v1.2.0vulnerable1");
        await Expect(Shelf("Artifacts that were checked since the start")).ToContainTextAsync("Verified1As at first sight0Nobody could say1Wrong1Withheld2Not asked again now1");

        await Shelf("What was not what it should be").GetByRole(AriaRole.Link).ClickAsync();
        await Expect(console.Page.Locator(".tabs a[data-view=explain]")).ToHaveAttributeAsync("aria-current", "page");
        await Expect(console.Page.Locator("main")).ToContainTextAsync($"where {ChecksumDatabase.Name} has h1:");
        console.Complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task The_overview_names_what_the_guards_found_and_leads_there()
    {
        await using var bed = await GuardedBed.StartAsync(peers);
        await bed.LiveAsync();
        await using var console = await chromium.OpenAsync(bed.Ops);
        var errors = console.Page.Locator(".notices .error");

        await Expect(errors.Filter(new() { HasText = $"{MadeModules.Tampered} (zip) from bad" })).ToContainTextAsync("Something was not what it should be in the last hour");
        await Expect(errors.Filter(new() { HasText = $"{ChecksumDatabase.Name} " }).Last).ToContainTextAsync("what is not kept of route1 is refused since");

        await errors.GetByRole(AriaRole.Link, new() { Name = "See checks" }).First.ClickAsync();
        await Expect(console.Page.Locator("h1")).ToHaveTextAsync("Checks");
        await console.Page.GetByRole(AriaRole.Link, new() { Name = "Overview" }).ClickAsync();
        await Expect(errors.First).ToBeVisibleAsync();
        (await console.Page.EvaluateAsync<double>("() => scrollY")).Should().Be(0, "the worst stands first, and nothing lies over it");
    }

    [Fact]
    public async Task A_mirror_is_shown_with_its_differences_and_with_why_it_is_left_alone()
    {
        await using var bed = await GuardedBed.StartAsync(peers);
        await bed.LiveAsync();
        await using var console = await chromium.OpenAsync(bed.Ops, view: "#/mirrors");
        var mirror = console.Page.GetByRole(AriaRole.Region, new() { Name = "Mirror audit", Exact = true });

        await Expect(mirror).ToContainTextAsync("Gets copies");
        await Expect(mirror).ToContainTextAsync("copies of all requests to audit, when it is known what became of them; answers are compared");
        await Expect(mirror.Locator("tbody tr").Filter(new() { HasText = "pkg/errors" })).ToContainTextAsync("statusgithub.com/pkg/errors/@v/v0.9.1.mod200 from bad404", Patient);

        await bed.Audit.StopAsync();
        var left = Expect(mirror.Locator(".notices .warning")).ToContainTextAsync("Left alone since", new() { Timeout = 60_000 });
        while (!left.IsCompleted)
        {
            await bed.Checks.GetAsync(ChecksumBed.PathOf(GuardedBed.Honest, "mod"));
        }

        await left;
        await Expect(mirror).ToContainTextAsync("refused, reset, or no HTTP (failed)", Patient);
        await console.Page.EvaluateAsync("() => { location.hash = '#/'; }");
        await Expect(console.Page.Locator(".notices .warning").Filter(new() { HasText = "The mirror audit gets no copies, which no client feels" })).ToBeVisibleAsync();
        console.Complaints.Should().BeEmpty();
    }

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(1440, ColorScheme.Dark)]
    [InlineData(900, ColorScheme.Light)]
    [InlineData(380, ColorScheme.Light)]
    [InlineData(380, ColorScheme.Dark)]
    public async Task Nothing_overlaps_everything_has_a_name_and_can_be_read(int width, ColorScheme colors)
    {
        await using var bed = await GuardedBed.StartAsync(peers);
        await bed.LiveAsync();
        await using var console = await chromium.OpenAsync(bed.Ops, width, 900, colors);
        foreach (var (name, shown) in new[] { ("overview", ".notices .error a"), ("mirrors", "main td.why"), ("checks", "main td.why") })
        {
            await console.Page.EvaluateAsync("name => { location.hash = `#/${name === 'overview' ? '' : name}`; }", name);
            await Expect(console.Page.Locator(shown).First).ToBeVisibleAsync(new() { Timeout = 30_000 });
            await console.PictureAsync($"guards-{name}-{width}-{colors}".ToLowerInvariant());

            (await console.ExamineAsync("overlaps")).Should().BeEmpty($"of {name}");
            (await console.ExamineAsync("labels")).Should().BeEmpty($"of {name}");
            (await console.ExamineAsync("contrasts")).Should().BeEmpty($"of {name}");
        }

        console.Complaints.Should().BeEmpty();
        console.Asked.Should().OnlyContain(address => address.StartsWith($"{bed.Ops}", StringComparison.Ordinal));
    }
}
