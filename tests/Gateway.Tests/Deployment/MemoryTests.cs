using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Deployment;

/// <summary>What the gateway takes of a container's memory.</summary>
public sealed partial class MemoryTests : IDisposable
{
    private const long Container = 512 << 20;
    private const int Connections = 10_000;
    private const int AtOnce = 200;
    private const int Rounds = 3;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Ten_thousand_connections_half_of_them_busy_fit_into_512_megabytes()
    {
        var toolchain = LabModules.ToolchainOf(100 << 20);
        await using var origin = await Origin.StartAsync(OriginOptions.PublicLike(LabModules.Public().Publish(toolchain)));
        await File.WriteAllTextAsync(_folder["appsettings.json"], new LabSettings().Cluster(origin).Route("*", origin.Name).Set("Listeners:Ops:Url", "http://127.0.0.1:0").ToString(), Cancellation);
        using var bound = MemoryBound.Make(Container);
        var connections = new List<OpenConnection>();
        await using (var gateway = await GatewayProcess.StartBoundedAsync(bound, Cancellation, $"--settings={_folder.Path}"))
        {
            using var client = new HttpClient();
            var before = await MetricsAsync(client, gateway);
            before("gateway_cache_size_limit_bytes").Should().BeInRange(0.9 * Container / 4, Container / 4.0);

            var address = new Uri(gateway.GoProxy);
            var request = Encoding.ASCII.GetBytes($"GET /example.org/hello/@v/v1.1.0.mod HTTP/1.1\r\nHost: {address.Authority}\r\n\r\n");
            using var done = new CancellationTokenSource();
            var pauses = LongestPauseAsync(client, gateway, done.Token);
            var large = client.GetByteArrayAsync($"{gateway.GoProxy}/golang.org/toolchain/@v/v0.0.1-go1.99.0.linux-amd64.zip", Cancellation);
            try
            {
                connections.AddRange(Enumerable.Range(0, Connections).Select(_ => new OpenConnection()));
                var statuses = await AllAsync(connections, async connection =>
                {
                    await connection.ConnectAsync(address, Cancellation);
                    return await connection.AskAsync(request, Cancellation);
                });
                for (var round = 0; round < Rounds; round++)
                {
                    statuses = [.. statuses, .. await AllAsync(connections.Where((_, index) => index % 2 == round % 2), connection => connection.AskAsync(request, Cancellation))];
                }

                statuses.Should().OnlyContain(status => status == 200).And.HaveCount(Connections + (Rounds * Connections / 2));
                (await large).Length.Should().Be((int)toolchain.Zip.Length);
                var after = await MetricsAsync(client, gateway);
                after("kestrel_active_connections").Should().BeGreaterThanOrEqualTo(Connections);
                await done.CancelAsync();
                Report(bound, gateway, after("dotnet_gc_pause_time_seconds_total"), await pauses);
            }
            finally
            {
                connections.ForEach(connection => connection.Dispose());
            }

            bound.Killed.Should().Be(0);
            (bound.IsReal ? bound.Peak : gateway.PeakMemory).Should().BeLessThanOrEqualTo(Container);
        }
    }

    private static void Report(MemoryBound bound, GatewayProcess gateway, double pauses, double longest) => TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{(bound.IsReal ? "control group" : "bound on the heap")}: peak {bound.Peak >> 20} MiB, resident {gateway.PeakMemory >> 20} MiB; the collector paused for {pauses * 1000:0} ms in all, {longest * 1000:0} ms at once at the most"));

    /// <summary>The most that the collector paused between two looks, which is no less than its longest pause.</summary>
    private static async Task<double> LongestPauseAsync(HttpClient client, GatewayProcess gateway, CancellationToken done)
    {
        var (longest, last) = (0.0, (await MetricsAsync(client, gateway))("dotnet_gc_pause_time_seconds_total"));
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!done.IsCancellationRequested)
        {
            await look.WaitForNextTickAsync(Cancellation);
            var now = (await MetricsAsync(client, gateway))("dotnet_gc_pause_time_seconds_total");
            (longest, last) = (Math.Max(longest, now - last), now);
        }

        return longest;
    }

    private static async Task<int[]> AllAsync(IEnumerable<OpenConnection> connections, Func<OpenConnection, Task<int>> askAsync)
    {
        var statuses = new System.Collections.Concurrent.ConcurrentBag<int>();
        await Parallel.ForEachAsync(connections, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Cancellation }, async (connection, _) => statuses.Add(await askAsync(connection)));
        return [.. statuses];
    }

    /// <summary>The sum of what a metric's series say now.</summary>
    private static async Task<Func<string, double>> MetricsAsync(HttpClient client, GatewayProcess gateway)
    {
        var text = await client.GetStringAsync(new Uri(gateway.Ops, "metrics"), Cancellation);
        var series = Series().Matches(text).ToLookup(match => match.Groups[1].Value, match => double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));
        return name => series[name].Sum();
    }

    [GeneratedRegex(@"^(\w+)(?:\{[^}]*\})? ([0-9.eE+-]+)$", RegexOptions.Multiline)]
    private static partial Regex Series();
}
