using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;
using Gateway.Bench.Results;

namespace Gateway.Bench.MemoryHits;

/// <summary>Time and allocations of a hit in memory: inside the cache, and all in all.</summary>
internal static class MemoryHitTables
{
    public static async Task<MarkdownTable> MeasureAsync()
    {
        var table = new MarkdownTable("a hit in memory", "ns", "bytes allocated");
        foreach (var report in Micro().Reports)
        {
            var (what, at) = (report.BenchmarkCase.Descriptor.WorkloadMethod.Name, report.BenchmarkCase.Parameters);
            var type = what switch
            {
                nameof(HitBenchmarks.Find) => "`MemoryTier.Find`",
                nameof(HitBenchmarks.GetOrCreate) => "`TieredHybridCache.GetOrCreateAsync`",
                _ => "a bare dictionary and the clock",
            };
            var purged = (bool)at[nameof(HitBenchmarks.IsPurged)] ? ", after a purge of something else" : "";
            table.Add($"{type}, {at[nameof(HitBenchmarks.Entries)]:N0} entries{purged}", Nanoseconds(report), $"{report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase)}");
        }

        table.Add("served over HTTP/1.1, 1 KB: all of the gateway", "", (await ServedHits.OfGatewayAsync()).ToString("0"));
        return table.Add("the same bytes from a bare Kestrel", "", (await ServedHits.OfKestrelAsync()).ToString("0"));
    }

    private static Summary Micro()
    {
        // In this process: a process of its own for each would be built from the whole solution.
        var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(3).WithIterationCount(9).WithIterationTime(TimeInterval.FromMilliseconds(200));
        var config = ManualConfig.CreateEmpty().AddJob(job).AddDiagnoser(MemoryDiagnoser.Default).AddLogger(NullLogger.Instance)
            .AddColumnProvider(DefaultColumnProviders.Instance).WithOptions(ConfigOptions.DisableLogFile | ConfigOptions.DisableOptimizationsValidator)
            .WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "benchmarks"));
        return BenchmarkRunner.Run<HitBenchmarks>(config);
    }

    private static string Nanoseconds(BenchmarkReport report) => report.ResultStatistics is { } found
        ? string.Create(CultureInfo.InvariantCulture, $"{found.Median:0} ({found.Min:0}–{found.Max:0})")
        : throw new InvalidOperationException($"{report.BenchmarkCase.DisplayInfo} did not run.");
}
