using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Tests.Access;
using Gateway.Tests.Access.Licenses;
using Gateway.Tests.Auditing;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Deployment;

/// <summary>What a hit in memory takes of the heap, in the gateway as it is published: the collector's pauses are what is left of it in latencies.</summary>
/// <remarks>Bytes, which are the same on every machine, and no times.</remarks>
[Collection<Shipped>]
public sealed partial class AllocationTests(Published published) : IDisposable
{
    private const int Hits = 10_000;
    private const int Rounds = 3;
    private const int AtOnce = 50;

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

        (await BytesAPlainHitAsync(gateway, Paths)).Should().BeInRange(100, 600);
    }

    [Fact]
    public async Task A_hit_for_a_zip_that_a_rule_judges_by_its_licences_takes_700_bytes_at_most()
    {
        var library = new ModuleLibrary();
        foreach (var version in new[] { "v1.0.0", "v1.1.0" })
        {
            library.Publish(new LabModule { Path = "example.org/free", Version = version, Files = [new LabFile("LICENSE", LicenseTexts.Of("MIT"))] });
        }

        await using var origin = await Origin.StartAsync(OriginOptions.PublicLike(library));
        var rules = JsonNode.Parse("""[ { "Id": "licences", "Effect": "Deny", "Licenses": { "Allow": [ "MIT", "Apache-2.0" ] } } ]""");
        await using var gateway = await StartAsync(new LabSettings().Cluster(origin).Route("*", origin.Name).Set("Access:Rules", rules));

        // Its zip is read once: reading takes some kilobytes.
        (await BytesAPlainHitAsync(gateway, ["/example.org/free/@v/v1.0.0.zip", "/example.org/free/@v/v1.1.0.zip"])).Should().BeInRange(100, 700);
    }

    [Fact]
    public async Task A_hit_for_a_known_caller_by_rules_and_written_down_over_tls_takes_a_kilobyte_at_most()
    {
        await using var origin = await StartOriginAsync();
        await using var bed = new CertificateBed();
        using var audit = new AuditBed();
        var settings = audit.Record(bed.Settings()).Cluster("origin", null, origin.Address)
            .Set("Access:Default", "Deny")
            .Set("Access:Rules", JsonNode.Parse("""[ { "Id": "builders", "Effect": "Allow", "Who": [ "san:build.corp.example" ], "Modules": [ "example.org/*" ] } ]"""));
        await using var gateway = await StartAsync(settings);
        var edge = await gateway.LogsAsync(EdgeLine(), Cancellation);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, SslOptions = bed.Tls(bed.Clients.IssueClient("build.corp.example")) })
        {
            BaseAddress = new Uri(edge.Groups[1].Value),
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        (await BytesAHitAsync(gateway, async () =>
        {
            for (var batch = 0; batch < Hits; batch += AtOnce)
            {
                await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(hit => AskAsync(client, Paths[hit % Paths.Length])));
            }
        })).Should().BeInRange(100, 1024);
    }

    private static Task<Origin> StartOriginAsync() => Origin.StartAsync(OriginOptions.PublicLike(LabModules.Public()));

    private async Task<GatewayProcess> StartAsync(LabSettings settings)
    {
        await File.WriteAllTextAsync(_folder["appsettings.json"], settings.Set("Listeners:Ops:Url", "http://127.0.0.1:0").ToString(), Cancellation);
        return await GatewayProcess.StartPublishedAsync(published.Image, Cancellation, $"--settings={_folder.Path}");
    }

    private static async Task<double> BytesAPlainHitAsync(GatewayProcess gateway, string[] paths)
    {
        var address = new Uri(gateway.GoProxy);
        using var connection = new OpenConnection();
        await connection.ConnectAsync(address, Cancellation);
        var requests = paths.Select(path => Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {address.Authority}\r\nUser-Agent: Go-http-client/1.1\r\n\r\n")).ToArray();
        return await BytesAHitAsync(gateway, async () =>
        {
            for (var hit = 0; hit < Hits; hit++)
            {
                (await connection.AskAsync(requests[hit % requests.Length], Cancellation)).Should().Be(200);
            }
        });
    }

    /// <summary>Asks until the compiler has seen enough, then counts.</summary>
    private static async Task<double> BytesAHitAsync(GatewayProcess gateway, Func<Task> askAsync)
    {
        using var ops = new HttpClient { BaseAddress = gateway.Ops };
        await askAsync();
        await askAsync();
        // The least of the rounds: what the gateway does besides, such as looking at its settings, is no part of a hit.
        var least = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            // A look at the metrics takes memory too.
            var (first, before) = (await AllocatedAsync(ops), await AllocatedAsync(ops));
            await askAsync();
            least = Math.Min(least, (await AllocatedAsync(ops) - before - (before - first)) / Hits);
        }

        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{least:0} bytes a hit"));
        return least;
    }

    private static async Task AskAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path, Cancellation);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private static async Task<double> AllocatedAsync(HttpClient ops) =>
        double.Parse(AllocatedLine().Match(await ops.GetStringAsync("metrics", Cancellation)).Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^dotnet_gc_heap_total_allocated_bytes_total(?:\{[^}]*\})? ([0-9.eE+]+)$", RegexOptions.Multiline)]
    private static partial Regex AllocatedLine();

    [GeneratedRegex(@"Listening on (\S+) \(Edge\)")]
    private static partial Regex EdgeLine();
}
