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

namespace Gateway.Bench.Results;

/// <summary>Runs BenchmarkDotNet in this process: a process of its own for each case would be built from the whole solution.</summary>
internal static class Micro
{
    public static IReadOnlyList<BenchmarkReport> Run<T>()
    {
        var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(3).WithIterationCount(9).WithIterationTime(TimeInterval.FromMilliseconds(200));
        var config = ManualConfig.CreateEmpty().AddJob(job).AddDiagnoser(MemoryDiagnoser.Default).AddLogger(NullLogger.Instance)
            .AddColumnProvider(DefaultColumnProviders.Instance).WithOptions(ConfigOptions.DisableLogFile | ConfigOptions.DisableOptimizationsValidator)
            .WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "benchmarks"));
        return BenchmarkRunner.Run<T>(config).Reports;
    }

    /// <summary>Median, and in brackets least and most.</summary>
    public static string Nanoseconds(BenchmarkReport report) => report.ResultStatistics is { } found
        ? string.Create(CultureInfo.InvariantCulture, $"{found.Median:0} ({found.Min:0}–{found.Max:0})")
        : throw new InvalidOperationException($"{report.BenchmarkCase.DisplayInfo} did not run.");

    /// <summary>Bytes of one call.</summary>
    public static string Allocated(BenchmarkReport report) => $"{report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase)}";
}
