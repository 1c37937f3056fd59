using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Access.Advisories;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Tests.Auditing;
using Gateway.Tests.Caching;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Access.Advisories;

/// <summary>A gateway whose rules ask the feed <c>go</c>, in front of one origin with <c>example.org/text</c>.</summary>
internal sealed class AdvisoryBed : IAsyncDisposable
{
    public const string Text = "/example.org/text/";
    public const string DenyAll = """{ "Rules": [ { "Id": "vulnerable", "Effect": "Deny", "Advisories": { "Feed": "go" } } ] }""";

    private readonly AuditBed _audit = new();
    private readonly Origin _origin;

    private AdvisoryBed(Origin origin) => _origin = origin;

    public ManualTime Time { get; } = new();

    public Origin Origin => _origin;

    public LabGateway Gateway { get; private set; } = null!;

    public AdvisoryFeed Feed => Gateway.App.Services.GetRequiredService<AdvisoryFeeds>().Find("go")!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="source">Where the feed is.</param>
    /// <param name="access">The section <c>Access</c>.</param>
    /// <param name="change">Changes the settings.</param>
    public static async Task<AdvisoryBed> StartAsync(string source, string access = DenyAll, Action<LabSettings>? change = null)
    {
        var bed = new AdvisoryBed(await Origin.StartAsync(new OriginOptions { Name = "origin", Library = LabModules.Public() }));
        try
        {
            bed.Gateway = await LabGateway.StartAsync(bed.Settings(source, access, change), bed.Time);
            return bed;
        }
        catch
        {
            await bed._origin.DisposeAsync();
            bed._audit.Dispose();
            throw;
        }
    }

    public LabSettings Settings(string source, string access, Action<LabSettings>? change = null)
    {
        var settings = _audit.Record(new LabSettings().Cluster(_origin).Route("*", "origin").Set("Access", JsonNode.Parse(access)))
            .Set("Advisories:go:Source", source).Set("Listeners:Ops:Url", "http://127.0.0.1:0");
        change?.Invoke(settings);
        return settings;
    }

    /// <summary>Lets the time of a refresh come, and waits until it came to something.</summary>
    public async Task RefreshAsync(Func<FeedState, bool> isAsExpected, string what)
    {
        Time.Move(TimeSpan.FromMinutes(11));
        await Eventually.TrueAsync(() => isAsExpected(Feed.State), what, Cancellation);
    }

    public async Task<(int Status, string Text, string? Notice)> GetAsync(string path)
    {
        using var response = await Gateway.Client.GetAsync(path, Cancellation);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation),
            response.Headers.TryGetValues("X-Gateway-Advisories", out var values) ? string.Join("|", values) : null);
    }

    public async Task<IEnumerable<string>> ListAsync() => (await GetAsync(Text + "@v/list")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What <c>/api/advisories</c> shows of the feed.</summary>
    public async Task<JsonElement> ShownAsync()
    {
        using var client = new HttpClient { BaseAddress = Gateway.AddressOf("Ops") };
        using var document = JsonDocument.Parse(await client.GetStringAsync(new Uri("/api/advisories", UriKind.Relative), Cancellation));
        return document.RootElement.EnumerateArray().Single().Clone();
    }

    /// <summary>The audit records of so many requests, in order.</summary>
    public async Task<List<JsonElement>> RecordsAsync(int count)
    {
        var records = new List<JsonElement>();
        await Eventually.TrueAsync(async () => (records = await _audit.RequestsAsync()).Count >= count, $"{count} requests are recorded", Cancellation);
        return records;
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await _origin.DisposeAsync();
        _audit.Dispose();
    }
}
