using Gateway.Lab;
using Gateway.Lab.Origins;
using Gateway.Tests.Caching;

namespace Gateway.Tests.Auditing;

/// <summary>The seconds of the audit log.</summary>
public sealed class AuditBeatTests
{
    [Fact]
    public async Task A_second_that_ends_in_the_moment_a_record_comes_harms_nobody()
    {
        using var bed = new AuditBed();
        var time = new LateTimers();
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "origin" });
        await using var gateway = await LabGateway.StartAsync(bed.Record(new LabSettings().Cluster(origin).Route("*", "origin")), time);

        await gateway.Client.GetAsync("/example.org/hello/@v/list", TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(async () => (await bed.ReadAsync()).Any(record => record.GetProperty("type").GetString() == "request"), "it is written down", TestContext.Current.CancellationToken);

        // What a timer's callback throws ends the process.
        var late = time.CallBack;
        late.Should().NotThrow().Which.Should().BePositive();
    }
}
