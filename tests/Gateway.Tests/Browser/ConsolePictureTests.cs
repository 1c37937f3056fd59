using Gateway.Lab.Origins.Faults;
using Gateway.Tests.Documents;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Gateway.Tests.Browser;

/// <summary>
/// Makes the pictures of the README: an hour of a gateway in a minute. They go to artifacts/pictures, and with <c>GATEWAY_PICTURES=1</c> to docs/images.
/// </summary>
public class ConsolePictureTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const int Steps = 720;

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    private static readonly string[] Paths =
    [
        "/example.org/hello/@v/list", "/example.org/hello/@v/v1.1.0.info", "/example.org/hello/@v/v1.1.0.mod", "/example.org/hello/@v/v1.1.0.zip",
        "/example.org/text/@v/v1.1.0.info", "/example.org/text/@v/v1.1.0.mod", "/example.org/text/@v/v1.1.0.zip", "/example.org/!azure/!storage/@v/v1.2.0.mod",
    ];

    [Fact]
    public async Task An_hour_with_an_outage_makes_the_picture_of_the_overview()
    {
        var time = new ForwardableTime(Steps * Step);
        await using var bed = await ConsoleBed.StartAsync(settings => settings.Set("Caching:MutableLifetime", "00:00:10"), time);
        await LiveAsync(bed, time);

        foreach (var colors in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await using var console = await chromium.OpenAsync(bed.Ops, 1280, 860, colors);
            await Expect(console.Page.Locator(".chart .line[d]").First).ToBeAttachedAsync();
            await Expect(console.Page.Locator(".feed li")).Not.ToHaveCountAsync(0);
            (await console.ExamineAsync("overlaps")).Should().BeEmpty();
            (await console.ExamineAsync("labels")).Should().BeEmpty();
            await PictureAsync(console, $"console-{colors}".ToLowerInvariant());
        }
    }

    /// <summary>Lets an hour pass, in which a Nexus is ill for a while and the other one is drained.</summary>
    private static async Task LiveAsync(ConsoleBed bed, ForwardableTime time)
    {
        for (var step = 0; step < Steps; step++)
        {
            if (step is 300 or 420)
            {
                (bed.First.Fault, bed.Second.Fault) = step == 300 ? (Fault.Status(503), Fault.Status(503)) : (null, null);
            }

            if (step == 690)
            {
                bed.First.Fault = Fault.Status(500);
            }

            var busy = 6 + (int)(4 * Math.Sin(step / 60.0)) + (step % 7);
            for (var request = 0; request < busy; request++)
            {
                await bed.GetAsync(Paths[(step + request) % Paths.Length]);
            }

            if (step % 40 == 0)
            {
                await bed.GetAsync("/example.org/hello/@v/v1.9.0.info");
            }

            time.Forward(Step);
        }
    }

    private static async Task PictureAsync(ConsolePage console, string name)
    {
        var isWanted = Environment.GetEnvironmentVariable("GATEWAY_PICTURES") == "1";
        var folder = Directory.CreateDirectory(Path.Combine(Repository.Root, isWanted ? "docs/images" : "artifacts/pictures"));
        await console.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder.FullName, $"{name}.png") });
    }
}
