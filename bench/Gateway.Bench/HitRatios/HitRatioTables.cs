using System.Globalization;
using Gateway.Bench.Results;
using Gateway.Bench.Traces;
using Gateway.Caching;

namespace Gateway.Bench.HitRatios;

/// <summary>The memory tier beside what else could decide who goes first, with equal bytes, on the fixed traces.</summary>
internal static class HitRatioTables
{
    private static readonly double[] Shares = [0.01, 0.1];

    public static MarkdownTable Measure()
    {
        var table = new MarkdownTable("trace", "memory", "counted", "gateway", "LRU", "SIEVE", "S3-FIFO", "infinite", "gateway/LRU");
        foreach (var trace in FixedTraces.All)
        {
            var costs = trace.Items.Select(item => MemoryCost.Of(item.Key, MemoryTierCache.EntryOf(item))).ToList();
            foreach (var share in Shares)
            {
                var bytes = (long)(share * costs.Sum());
                ICacheModel[] caches =
                [
                    new MemoryTierCache(bytes, trace.Items), new LruCache(bytes, costs), new SieveCache(bytes, costs), new S3FifoCache(bytes, costs),
                    new InfiniteCache(),
                ];
                AddRows(table, trace, $"{share:P0}", [.. caches.Select(cache => HitRatio.Of(trace, cache))]);
            }
        }

        return table;
    }

    private static void AddRows(MarkdownTable table, Trace trace, string memory, HitRatio[] ratios)
    {
        Add("requests", ratio => ratio.OfRequests);
        // Where all are of one size the three are one.
        if (trace.Items.Any(item => item.Size != trace.Items[0].Size))
        {
            Add("bytes", ratio => ratio.OfBytes);
            Add("waiting", ratio => ratio.OfWaiting);
        }

        void Add(string counted, Func<HitRatio, double> part)
        {
            var ours = part(ratios[0]) / part(ratios[1]);
            table.Add([trace.Name, memory, counted, .. ratios.Select(part).Select(Percent), ours.ToString("0.00", CultureInfo.InvariantCulture)]);
        }
    }

    private static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + "%";
}
