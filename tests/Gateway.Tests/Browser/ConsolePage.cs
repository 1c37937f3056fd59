using System.Collections.Concurrent;
using Gateway.Tests.Documents;
using Microsoft.Playwright;

namespace Gateway.Tests.Browser;

/// <summary>The console in a browser, and everything that it asked for and complained of.</summary>
internal sealed class ConsolePage : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentQueue<string> _asked = new();

    private ConsolePage(IPage page)
    {
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Enqueue($"{message.Type}: {message.Text}");
            }
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Request += (_, request) => _asked.Enqueue(request.Url);
    }

    public IPage Page { get; }

    /// <summary>Errors and warnings of the browser's console, and exceptions.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>Every address that was asked for.</summary>
    public IReadOnlyCollection<string> Asked => _asked;

    public static async Task<ConsolePage> OpenAsync(IPage page, Uri ops, string view)
    {
        var console = new ConsolePage(page);
        await page.GotoAsync($"{ops}{view}");
        await page.Locator("#heard.live").WaitForAsync();
        return console;
    }

    /// <summary>The row of a destination, such as <c>nexus/d1</c>.</summary>
    public ILocator Destination(string name) => Page.Locator($"[data-destination='{name}']");

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name, Exact = true });

    /// <summary>A button of the question that is asked.</summary>
    public ILocator Answer(string name) => Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = name, Exact = true });

    /// <summary>What came of the last change.</summary>
    public ILocator Said => Page.Locator("#said");

    /// <summary>Runs one of the examinations of examine.js; every finding is a sentence.</summary>
    public async Task<string[]> ExamineAsync(string name)
    {
        var script = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Browser", "examine.js"));
        return await Page.EvaluateAsync<string[]>($"{script}\n{name}()");
    }

    /// <summary>Puts a picture of the whole page into artifacts/pictures, for people.</summary>
    public async Task PictureAsync(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "pictures"));
        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder.FullName, $"{name}.png"), FullPage = true });
    }

    public ValueTask DisposeAsync() => new(Page.Context.CloseAsync());
}
