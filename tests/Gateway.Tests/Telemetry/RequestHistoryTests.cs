using Gateway.Caching;
using Gateway.Telemetry;
using Gateway.Tests.Browser;

namespace Gateway.Tests.Telemetry;

public class RequestHistoryTests
{
    [Theory]
    [InlineData(0.03)]
    [InlineData(0.9)]
    [InlineData(17)]
    [InlineData(2500)]
    [InlineData(200_000)]
    public void A_time_is_read_off_the_scale_at_most_a_quarter_off(double milliseconds)
    {
        var counts = new int[LatencyScale.Steps];
        counts[LatencyScale.StepOf(TimeSpan.FromMilliseconds(milliseconds))]++;

        LatencyScale.Quantile(counts, 0.5).Should().BeInRange(milliseconds * 0.75, milliseconds * 1.25);
    }

    [Fact]
    public void The_hundredth_slowest_is_far_from_the_median()
    {
        var counts = new int[LatencyScale.Steps];
        counts[LatencyScale.StepOf(TimeSpan.FromMilliseconds(1))] = 970;
        counts[LatencyScale.StepOf(TimeSpan.FromSeconds(1))] = 30;

        LatencyScale.Quantile(counts, 0.5).Should().BeInRange(0.8, 1.25);
        LatencyScale.Quantile(counts, 0.99).Should().BeInRange(800, 1250);
    }

    [Fact]
    public void Nothing_was_counted_has_no_quantile() => LatencyScale.Quantile(new int[LatencyScale.Steps], 0.99).Should().BeNull();

    [Fact]
    public void An_hour_is_remembered_and_no_more()
    {
        var time = new ForwardableTime(TimeSpan.FromHours(10));
        var history = new RequestHistory(time);
        history.Last.Should().Be(-1);
        history.Add(RequestOutcome.Served, CacheOutcome.Hit, TimeSpan.FromMilliseconds(1));
        history.Add(RequestOutcome.Failed, null, TimeSpan.FromMilliseconds(1));
        time.Forward(RequestHistory.Step);
        history.Of(0).Should().BeEquivalentTo(new { Requests = 2, Asked = 1, Hits = 1, Failed = 1, Denied = 0 });

        time.Forward(RequestHistory.Steps * RequestHistory.Step);
        history.Add(RequestOutcome.Denied, CacheOutcome.Miss, TimeSpan.FromMilliseconds(1));
        time.Forward(RequestHistory.Step);

        history.Remembered.Should().HaveCount(RequestHistory.Steps);
        history.Remembered.Sum(step => history.Of(step).Requests).Should().Be(1);
        history.Of(history.Last).Should().BeEquivalentTo(new { Requests = 1, Asked = 1, Hits = 0, Failed = 0, Denied = 1 });
    }
}
