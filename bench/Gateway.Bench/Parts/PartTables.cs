using Gateway.Bench.Results;

namespace Gateway.Bench.Parts;

/// <summary>Time and allocations of the parts of a request.</summary>
internal static class PartTables
{
    public static MarkdownTable Measure()
    {
        var table = new MarkdownTable("a part of a request", "ns", "bytes allocated");
        foreach (var report in Micro.Run<PartBenchmarks>())
        {
            var part = report.BenchmarkCase.Descriptor.WorkloadMethod.Name switch
            {
                nameof(PartBenchmarks.Parse) => "its target is parsed",
                nameof(PartBenchmarks.ParseAgain) => "the same target again",
                nameof(PartBenchmarks.Key) => "the key of what it asks for is made",
                nameof(PartBenchmarks.Decide) => "1,000 rules decide, for a caller and a module seen before",
                _ => "its audit record is written into memory and chained",
            };
            table.Add(part, Micro.Nanoseconds(report), Micro.Allocated(report));
        }

        return table;
    }
}
