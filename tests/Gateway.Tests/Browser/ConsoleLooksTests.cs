using Gateway.Lab.Origins.Faults;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Gateway.Tests.Browser;

/// <summary>How the console looks, to those who see it, who hear it, and who have no mouse.</summary>
public class ConsoleLooksTests(Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly (string Name, string Hash)[] Views = [("overview", "#/"), ("requests", "#/requests"), ("cache", "#/cache"), ("mirrors", "#/mirrors"), ("checks", "#/checks"), ("explain", "#/explain/example.org%2Fhello@v1.1.0"), ("setup", "#/setup")];

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(1440, ColorScheme.Dark)]
    [InlineData(900, ColorScheme.Light)]
    [InlineData(380, ColorScheme.Light)]
    [InlineData(380, ColorScheme.Dark)]
    public async Task Nothing_overlaps_everything_has_a_name_and_can_be_read(int width, ColorScheme colors)
    {
        await using var bed = await BusyAsync();
        await using var console = await chromium.OpenAsync(bed.Ops, width, 900, colors);
        foreach (var (name, hash) in Views)
        {
            await console.Page.EvaluateAsync("hash => { location.hash = hash; }", hash);
            await Expect(console.Page.Locator($".tabs a[data-view={name}]")).ToHaveAttributeAsync("aria-current", "page");
            await Expect(console.Page.Locator(name switch { "explain" => "main .journey", "setup" => "main .settings details", "mirrors" or "checks" => "main .empty:not([hidden])", _ => "main table tbody tr" }).First).ToBeVisibleAsync();
            await console.PictureAsync($"{name}-{width}-{colors}".ToLowerInvariant());

            (await console.ExamineAsync("overlaps")).Should().BeEmpty($"of {name}");
            (await console.ExamineAsync("labels")).Should().BeEmpty($"of {name}");
            (await console.ExamineAsync("contrasts")).Should().BeEmpty($"of {name}");
        }

        console.Complaints.Should().BeEmpty();
        console.Asked.Should().OnlyContain(address => address.StartsWith($"{bed.Ops}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_keyboard_reaches_everything_in_the_order_in_which_it_is_read_and_shows_where_it_is()
    {
        await using var bed = await BusyAsync();
        await using var console = await chromium.OpenAsync(bed.Ops);
        await Expect(console.Button("Drain nexus/d1")).ToBeVisibleAsync();
        var stops = new List<string[]>();

        for (var stop = 0; stop < 40; stop++)
        {
            await console.Page.Keyboard.PressAsync("Tab");
            var focused = await console.ExamineAsync("focused");
            if (focused[0].Length == 0)
            {
                break;
            }

            stops.Add(focused);
        }

        var names = stops.ConvertAll(stop => stop[0]);
        names.Should().StartWith(["Skip to content", "Overview", "Requests", "Cache", "Mirrors", "Checks", "Explain", "Setup"]);
        names.Should().ContainInOrder("Drain golang", "Drain nexus", "Drain nexus/d1", "Drain nexus/d2");
        names[^1].Should().StartWith("Transitions and failovers");
        names.Should().OnlyHaveUniqueItems();
        stops.Should().OnlyContain(stop => stop[3] == "true", "where the focus is can be seen");
    }

    [Fact]
    public async Task A_question_takes_the_focus_is_left_by_Escape_and_gives_it_back()
    {
        await using var bed = await BusyAsync();
        await using var console = await chromium.OpenAsync(bed.Ops);
        await console.Button("Drain nexus/d1").FocusAsync();
        await console.Page.Keyboard.PressAsync("Enter");
        await Expect(console.Page.GetByRole(AriaRole.Dialog, new() { Name = "Drain nexus/d1?" })).ToBeVisibleAsync();
        await Expect(console.Page.GetByLabel("Kind")).ToBeFocusedAsync();
        (await console.ExamineAsync("contrasts")).Should().BeEmpty();

        await console.Page.Keyboard.PressAsync("Escape");

        await Expect(console.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Expect(console.Button("Drain nexus/d1")).ToBeFocusedAsync();
    }

    /// <summary>Something of everything that there is to be shown.</summary>
    private static async Task<ConsoleBed> BusyAsync()
    {
        var bed = await ConsoleBed.StartAsync(settings => settings.Set("Health:Probes", false));
        await bed.GetAsync(ConsoleBed.Mod);
        (bed.First.Fault, bed.Second.Fault) = (Fault.Status(503), Fault.Status(503));
        await bed.GetAsync("/example.org/text/@v/v1.1.0.mod");
        await bed.GetAsync("/corp.example/secret/@v/list");
        return bed;
    }
}
