using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;

namespace Gateway.Tests.EndToEnd;

/// <summary>How much gathers before the garbage collector runs: that is what a pause is as long as, and memory that stays taken.</summary>
public sealed partial class CollectorTests : IDisposable
{
    private const double Most = 16 * 1024 * 1024;
    private const int AtOnce = 500;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    /// <summary>As in a container with one processor. By itself the runtime takes its measure there from the processor's largest cache: 150 MB are no rarity.</summary>
    [Fact]
    public async Task It_runs_at_the_latest_after_16_MiB()
    {
        await using var origin = await Origin.StartAsync(OriginOptions.PublicLike(LabModules.Public()));
        var settings = new LabSettings().Cluster(origin).Route("*", origin.Name).Set("Caching:MemoryMegabytes", 0).Set("Listeners:Ops:Url", "http://127.0.0.1:0");
        await File.WriteAllTextAsync(_folder["appsettings.json"], settings.ToString(), Cancellation);
        await using var gateway = await GatewayProcess.StartAsync(
            new Dictionary<string, string> { ["DOTNET_PROCESSOR_COUNT"] = "1" }, Cancellation, $"--settings={_folder.Path}");
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(gateway.GoProxy) };
        using var ops = new HttpClient { BaseAddress = gateway.Ops };
        var (bytes, collections) = await HeapAsync(ops);
        var (bytesNow, collectionsNow) = (bytes, collections);
        for (var version = 0; bytesNow - bytes < 5 * Most; (bytesNow, collectionsNow) = await HeapAsync(ops))
        {
            // Each of them is a fetch of its own, which takes some kilobytes.
            var answers = await Task.WhenAll(Enumerable.Range(version, AtOnce).Select(minor => client.GetAsync($"/example.org/hello/@v/v9.{minor}.0.mod", Cancellation)));
            version += AtOnce;
            answers.Should().OnlyContain(answer => answer.StatusCode == HttpStatusCode.NotFound);
        }

        ((bytesNow - bytes) / (1 + collectionsNow - collections)).Should().BeLessThan(Most);
    }

    private static async Task<(double Bytes, double Collections)> HeapAsync(HttpClient ops)
    {
        var metrics = await ops.GetStringAsync("metrics", Cancellation);
        return (Sum(AllocatedLine().Matches(metrics)), Sum(CollectionsLine().Matches(metrics)));
    }

    private static double Sum(MatchCollection lines) => lines.Sum(line => double.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"^dotnet_gc_heap_total_allocated_bytes_total(?:\{[^}]*\})? ([0-9.eE+]+)$", RegexOptions.Multiline)]
    private static partial Regex AllocatedLine();

    [GeneratedRegex(@"^dotnet_gc_collections_total\{[^}]*\} ([0-9.eE+]+)$", RegexOptions.Multiline)]
    private static partial Regex CollectionsLine();
}
