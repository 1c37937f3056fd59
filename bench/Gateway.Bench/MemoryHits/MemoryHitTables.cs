using Gateway.Bench.Results;

namespace Gateway.Bench.MemoryHits;

/// <summary>Time and allocations of a hit in memory: inside the cache, and all in all.</summary>
internal static class MemoryHitTables
{
    public static async Task<MarkdownTable> MeasureAsync()
    {
        var table = new MarkdownTable("a hit in memory", "ns", "bytes allocated");
        foreach (var report in Micro.Run<HitBenchmarks>())
        {
            var (what, at) = (report.BenchmarkCase.Descriptor.WorkloadMethod.Name, report.BenchmarkCase.Parameters);
            var type = what switch
            {
                nameof(HitBenchmarks.Find) => "`MemoryTier.Find`",
                nameof(HitBenchmarks.GetOrCreate) => "`TieredHybridCache.GetOrCreateAsync`",
                _ => "a bare dictionary and the clock",
            };
            var purged = (bool)at[nameof(HitBenchmarks.IsPurged)] ? ", after a purge of something else" : "";
            table.Add($"{type}, {at[nameof(HitBenchmarks.Entries)]:N0} entries{purged}", Micro.Nanoseconds(report), Micro.Allocated(report));
        }

        table.Add("served over HTTP/1.1, 1 KB: all of the gateway", "", (await ServedHits.OfGatewayAsync()).ToString("0"));
        return table.Add("the same bytes from a bare Kestrel", "", (await ServedHits.OfKestrelAsync()).ToString("0"));
    }
}
