using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Tests.Auditing;
using Gateway.Tests.Caching;

namespace Gateway.Tests.Access.Licenses;

/// <summary>A gateway whose rules look at licences, in front of one origin with a module for each of some.</summary>
internal sealed class LicenseBed : IAsyncDisposable
{
    public const string Free = "/example.org/free/@v/v1.0.0.zip";
    public const string Affero = "/example.org/affero/@v/v1.0.0.zip";
    public const string Bare = "/example.org/bare/@v/v1.0.0.zip";
    public const string Own = "/example.org/own/@v/v1.0.0.zip";
    public const string Large = "/example.org/large/@v/v1.0.0.zip";

    private readonly AuditBed _audit = new();

    private LicenseBed(Origin origin) => Origin = origin;

    public ManualTime Time { get; } = new();

    public Origin Origin { get; }

    public LabGateway Gateway { get; private set; } = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="licenses">The section <c>Licenses</c> of the only rule, <c>licences</c>.</param>
    /// <param name="change">Changes the settings.</param>
    /// <param name="time">The gateway's clock in place of <see cref="Time"/>, which stands still.</param>
    public static Task<LicenseBed> StartAsync(string licenses, Action<LabSettings>? change = null, TimeProvider? time = null) =>
        StartWithRulesAsync($$"""[ { "Id": "licences", "Effect": "Deny", "Licenses": {{licenses}}, "Reason": "see go.corp.example/licences" } ]""", change, time);

    public static async Task<LicenseBed> StartWithRulesAsync(string rules, Action<LabSettings>? change = null, TimeProvider? time = null)
    {
        var bed = new LicenseBed(await Origin.StartAsync(new OriginOptions { Name = "origin", Library = Library() }));
        try
        {
            var settings = bed._audit.Record(new LabSettings().Cluster(bed.Origin).Route("*", "origin").Set("Access:Rules", JsonNode.Parse(rules)))
                .Set("Caching:LargestResponseMegabytes", 1).Set("Listeners:Ops:Url", "http://127.0.0.1:0");
            change?.Invoke(settings);
            bed.Gateway = await LabGateway.StartAsync(settings, time ?? bed.Time);
            return bed;
        }
        catch
        {
            await bed.Origin.DisposeAsync();
            bed._audit.Dispose();
            throw;
        }
    }

    public static ModuleLibrary Library()
    {
        var library = new ModuleLibrary();
        Publish(library, "free", new LabFile("LICENSE", LicenseTexts.Of("MIT")));
        Publish(library, "affero", new LabFile("LICENSE", LicenseTexts.Of("MIT")), new LabFile("server/COPYING", LicenseTexts.Of("AGPL-3.0-only")));
        Publish(library, "bare");
        Publish(library, "own", new LabFile("LICENSE", "Nobody may use this but the Example Corporation."));
        Publish(library, "large", new LabFile("LICENSE", LicenseTexts.Of("MIT")), LabFile.Incompressible("data.bin", 3 * 1024 * 1024));
        return library;
    }

    /// <summary>Asks for a file; the header is what tells of a licence that was let pass.</summary>
    public async Task<(int Status, string Text, string? Notice)> GetAsync(string path, string? range = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (range is not null)
        {
            request.Headers.TryAddWithoutValidation("Range", range);
        }

        using var response = await Gateway.Client.SendAsync(request, Cancellation);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation),
            response.Headers.TryGetValues("X-Gateway-Licenses", out var values) ? string.Join("|", values) : null);
    }

    public async Task<int> StatusAsync(string path) => (await GetAsync(path)).Status;

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
        await Origin.DisposeAsync();
        _audit.Dispose();
    }

    private static void Publish(ModuleLibrary library, string name, params LabFile[] files) =>
        library.Publish(new LabModule { Path = $"example.org/{name}", Version = "v1.0.0", Files = files });
}
