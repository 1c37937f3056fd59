using System.Collections.Concurrent;
using System.Diagnostics;
using Gateway.Health;
using Gateway.Lab.Origins.Faults;

namespace Gateway.Tests.Health;

/// <summary>What a trace shows of a change of state.</summary>
public class TransitionTraceTests
{
    [Fact]
    public async Task A_change_of_state_is_a_span_of_its_own_with_its_reason()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Gateway.Health",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        // Other tests run beside this one; the reason is this one's alone.
        await using var bed = await HealthBed.StartAsync(change: settings => settings.Set("Health:MinimumThroughput", 3).Set("Health:Probes", false).Set("Health:Window", "00:00:47"));
        bed.Replicas[0].Break(Fault.Status(500));
        for (var asked = 0; bed.Standing(1).State != HealthState.Broken; asked++)
        {
            (await bed.GetAsync(HealthBed.Mod)).Should().Be(502);
            asked.Should().BeLessThan(50);
        }

        var span = spans.Single(span => span.OperationName == "destination transition" && $"{span.GetTagItem("gateway.evidence")}".Contains("within 47 s"));
        (span.GetTagItem("gateway.cluster"), span.GetTagItem("gateway.destination"), span.GetTagItem("gateway.from"), span.GetTagItem("gateway.to"))
            .Should().Be(("athens", "d1", "Unknown", "Broken"));
        span.ParentId.Should().BeNull("many requests brought it about");
    }
}
