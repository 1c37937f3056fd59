using Microsoft.Playwright;

namespace Gateway.Tests.Browser;

/// <summary>Debian's Chromium, without a screen; one for all tests of a class.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Program = "/usr/bin/chromium";

    // What is waited for comes; on a machine that does much else, not within the five seconds of the library.
    private const float LongestLook = 30_000;

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(LongestLook);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Program,
            // The tests may run as root, and the browser is to ask nobody but the gateway.
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"],
        });
    }

    /// <summary>Opens the console, in a profile of its own.</summary>
    internal async Task<ConsolePage> OpenAsync(Uri ops, int width = 1440, int height = 900, ColorScheme colors = ColorScheme.Light, string? token = null, string view = "")
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = colors,
            ReducedMotion = ReducedMotion.Reduce,
            TimezoneId = "UTC",
            HttpCredentials = token is null ? null : new HttpCredentials { Username = "x", Password = token },
        });
        return await ConsolePage.OpenAsync(await context.NewPageAsync(), ops, view);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
