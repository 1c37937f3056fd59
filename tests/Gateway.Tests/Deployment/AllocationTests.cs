using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Tests.Access;
using Gateway.Tests.Auditing;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Deployment;

/// <summary>What a hit in memory takes of the heap, in the gateway as it is published: the collector's pauses are what is left of it in latencies.</summary>
/// <remarks>Bytes, which are the same on every machine, and no times.</remarks>
[Collection<Shipped>]
public sealed partial class AllocationTests(Published published) : IDisposable
{
    private const int Hits = 10_000;

    // Kestrel keeps the last target of a connection: one path over and over would hide what a new one takes.
    private static readonly string[] Paths = ["/example.org/hello/@v/v1.0.0.mod", "/example.org/hello/@v/v1.1.0.mod"];

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_hit_takes_600_bytes_at_most()
    {
        await using var origin = await StartOriginAsync();
        await using var gateway = await StartAsync(new LabSettings().Cluster(origin).Route("*", origin.Name));
        using var client = new HttpClient { BaseAddress = new Uri(gateway.GoProxy) };

        (await BytesAHitAsync(gateway, client)).Should().BeInRange(100, 600);
    }

    [Fact]
    public async Task A_hit_for_a_known_caller_by_rules_and_written_down_over_tls_takes_a_kilobyte_at_most()
    {
        await using var origin = await StartOriginAsync();
        await using var bed = new CertificateBed();
        using var audit = new AuditBed();
        var settings = audit.Record(bed.Settings()).Cluster(origin).Route("*", origin.Name)
            .Set("Access:Default", "Deny").Set("Access:Rules:0", new System.Text.Json.Nodes.JsonObject
            {
                ["Id"] = "builders",
                ["Effect"] = "Allow",
                ["Who"] = new System.Text.Json.Nodes.JsonArray("san:build.corp.example"),
                ["Modules"] = new System.Text.Json.Nodes.JsonArray("example.org"),
            });
        await using var gateway = await StartAsync(settings);
        var edge = await gateway.LogsAsync(EdgeLine(), Cancellation);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, SslOptions = bed.Tls(bed.Clients.IssueClient("build.corp.example")) })
        {
            BaseAddress = new Uri(edge.Groups[1].Value),
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        (await BytesAHitAsync(gateway, client)).Should().BeInRange(100, 1024);
    }

    private static Task<Origin> StartOriginAsync() => Origin.StartAsync(OriginOptions.PublicLike(LabModules.Public()));

    private async Task<GatewayProcess> StartAsync(LabSettings settings)
    {
        await File.WriteAllTextAsync(_folder["appsettings.json"], settings.Set("Listeners:Ops:Url", "http://127.0.0.1:0").ToString(), Cancellation);
        return await GatewayProcess.StartPublishedAsync(published.Image, Cancellation, $"--settings={_folder.Path}");
    }

    /// <summary>Asks until the compiler has seen enough, then counts.</summary>
    private static async Task<double> BytesAHitAsync(GatewayProcess gateway, HttpClient client)
    {
        using var ops = new HttpClient { BaseAddress = gateway.Ops };
        await AskAsync(client);
        await AskAsync(client);
        await AskAsync(client);
        // A look at the metrics takes memory too.
        var (first, before) = (await AllocatedAsync(ops), await AllocatedAsync(ops));
        await AskAsync(client);
        var after = await AllocatedAsync(ops);
        var bytes = (after - before - (before - first)) / Hits;
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{bytes:0} bytes a hit"));
        return bytes;
    }

    private static async Task AskAsync(HttpClient client)
    {
        for (var hit = 0; hit < Hits; hit++)
        {
            using var response = await client.GetAsync(Paths[hit % Paths.Length], Cancellation);
            response.StatusCode.Should().Be(HttpStatusCode.OK);
            if (hit > 2)
            {
                response.Headers.GetValues("Cache-Status").Single().Should().StartWith("gateway; hit");
            }
        }
    }

    private static async Task<double> AllocatedAsync(HttpClient ops) =>
        double.Parse(AllocatedLine().Match(await ops.GetStringAsync("metrics", Cancellation)).Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^dotnet_gc_heap_total_allocated_bytes_total(?:\{[^}]*\})? ([0-9.eE+]+)$", RegexOptions.Multiline)]
    private static partial Regex AllocatedLine();

    [GeneratedRegex(@"Listening on (\S+) \(Edge\)")]
    private static partial Regex EdgeLine();
}
