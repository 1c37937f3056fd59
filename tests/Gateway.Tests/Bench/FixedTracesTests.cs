using Gateway.Bench.Traces;

namespace Gateway.Tests.Bench;

/// <summary>Figures of different days are of the same requests: a trace that changes gets another name.</summary>
public class FixedTracesTests
{
    [Fact]
    public void The_traces_are_those_that_docs_performance_was_measured_on() =>
        FixedTraces.All.Append(FixedTraces.SmallBuilds).Select(trace => (trace.Name, trace.Requests.Length, trace.Checksum)).Should().Equal(
            ("Zipf 0.8", 1_000_000, "a18137995ea70fd7"),
            ("Zipf 1.0", 1_000_000, "d48622fd3793d8c5"),
            ("Zipf 1.2", 1_000_000, "f638d8d9da532054"),
            ("Zipf 1.0 and scans", 1_250_000, "215953118306ba54"),
            ("Builds", 1_000_000, "4e631585c2d54eef"),
            ("Small builds", 18_000, "38e0293d7d715ce9"));
}
