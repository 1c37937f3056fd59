using Gateway.Bench.Callers;
using Gateway.Bench.Checksums;
using Gateway.Bench.Comparison;
using Gateway.Bench.Downloads;
using Gateway.Bench.HitRatios;
using Gateway.Bench.MemoryHits;
using Gateway.Bench.Parts;
using Gateway.Bench.Resolvers;
using Gateway.Bench.Results;
using Gateway.Bench.Rules;
using Gateway.Bench.Tiers;
using Gateway.Bench.Trails;

namespace Gateway.Bench;

/// <summary>Runs what the arguments name, prints its tables and writes them into docs/performance.md.</summary>
internal static class BenchCommand
{
    private static readonly Measurement[] Cache =
    [
        new("hit-ratios", _ => Task.FromResult(HitRatioTables.Measure())),
        new("memory-hit", _ => MemoryHitTables.MeasureAsync()),
        new("tiers", TierTables.MeasureAsync),
        new("resolvers", ResolverTables.MeasureAsync),
        new("downloads", DownloadTables.MeasureAsync),
    ];

    private static readonly Measurement[] Trails =
    [
        new("mirror", MirrorTables.MeasureAsync),
        new("audit", AuditTables.MeasureAsync),
        new("telemetry", TelemetryTables.MeasureAsync),
    ];

    private static readonly Measurement[] Callers =
    [
        new("rules", _ => Task.FromResult(RuleTables.Measure())),
        new("tokens", TokenTables.MeasureAsync),
    ];

    private static readonly Measurement[] Peers =
    [
        new("hits", ThroughputTables.MeasureHitsAsync),
        new("fetches", ThroughputTables.MeasureFetchesAsync),
        new("latency", LatencyTables.MeasureAsync),
        new("footprint", FootprintTables.MeasureAsync),
        new("cores", CoresTables.MeasureAsync),
        new("handshakes", HandshakeTables.MeasureAsync),
    ];

    public static async Task<int> RunAsync(string[] args, CancellationToken cancellation)
    {
        if (args is [CollectorProcess.Argument, .. var words])
        {
            return await CollectorProcess.RunAsync(words);
        }

        if (args is ["check"])
        {
            Console.WriteLine(await Rehearsal.PlayAsync(cancellation));
            return ExitCode.Right;
        }

        var chosen = args is [var name] ? Find(name) : [];
        if (chosen.Length == 0)
        {
            var known = string.Join(", ", All.Select(measurement => measurement.Name));
            await Console.Error.WriteLineAsync(
                $"Name one thing to measure: {known}; or several: cache, callers (rules, tokens), trails (mirror, audit, telemetry), peers (hits, fetches, latency, footprint, cores, handshakes).");
            return ExitCode.Wrong;
        }

        foreach (var measurement in chosen)
        {
            Console.WriteLine($"## {measurement.Name}\n");
            var table = await measurement.MeasureAsync(cancellation);
            Console.WriteLine(table);
            await PerformancePage.WriteAsync(measurement.Name, table, cancellation);
        }

        return ExitCode.Right;
    }

    private static IEnumerable<Measurement> All =>
    [
        .. Cache,
        .. Trails,
        .. Callers,
        .. Peers,
        new("entries", EntriesTables.MeasureAsync),
        new("parts", _ => Task.FromResult(PartTables.Measure())),
        new("checksums", ChecksumTables.MeasureAsync),
    ];

    private static Measurement[] Find(string name) => name switch
    {
        "cache" => Cache,
        "trails" => Trails,
        "callers" => Callers,
        "peers" => Peers,
        _ => [.. All.Where(measurement => measurement.Name == name)],
    };

    /// <summary>Something that is measured: its name on the command line and in the page, and what brings its table.</summary>
    private sealed record Measurement(string Name, Func<CancellationToken, Task<MarkdownTable>> MeasureAsync);
}
