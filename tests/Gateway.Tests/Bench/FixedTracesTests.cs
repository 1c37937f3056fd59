using Gateway.Bench.Traces;

namespace Gateway.Tests.Bench;

/// <summary>Figures of different days are of the same requests: a trace that changes gets another name.</summary>
public class FixedTracesTests
{
    [Fact]
    public void The_traces_are_those_that_docs_performance_was_measured_on() =>
        FixedTraces.All.Append(FixedTraces.SmallBuilds).Select(trace => (trace.Name, trace.Requests.Length, trace.Checksum)).Should().Equal(
            ("Zipf 0.8", 1_000_000, ""),
            ("Zipf 1.0", 1_000_000, ""),
            ("Zipf 1.2", 1_000_000, ""),
            ("Zipf 1.0 and scans", 1_250_000, ""),
            ("Builds", 1_000_000, ""),
            ("Small builds", 12_000, ""));
}
