using Gateway.Health;

namespace Gateway.Tests.Health;

/// <summary>What is known of a destination's pace.</summary>
public class FirstByteTimesTests
{
    private readonly FirstByteTimes _times = new();

    [Fact]
    public void A_few_tell_no_percentile()
    {
        Add(15, 10);
        _times.Slow.Should().BeNull();
        Add(1, 10);
        _times.Slow.Should().Be(TimeSpan.FromMilliseconds(10));
    }

    [Fact]
    public void It_is_the_95th_of_the_latest_128()
    {
        Add(120, 10);
        Add(8, 500);
        _times.Slow.Should().Be(TimeSpan.FromMilliseconds(500), "8 of 128 are more than 5%");
        Add(16, 10);
        _times.Slow.Should().Be(TimeSpan.FromMilliseconds(500), "they are among the latest");
        Add(112, 10);
        _times.Slow.Should().Be(TimeSpan.FromMilliseconds(10));
        Add(15, 900);
        _times.Slow.Should().Be(TimeSpan.FromMilliseconds(10), "they are sorted sixteen at a time");
        Add(1, 900);
        _times.Slow.Should().Be(TimeSpan.FromMilliseconds(900));
    }

    [Fact]
    public void The_average_leans_to_the_latest_and_the_peak_to_the_slowest()
    {
        Add(1, 100);
        (_times.Average, _times.Peak).Should().Be((100, 100));
        Add(1, 200);
        _times.Average.Should().BeApproximately(110, 0.001);
        _times.Peak.Should().Be(200);
        Add(1, 100);
        _times.Peak.Should().BeInRange(150, 200, "a quick answer makes it forgotten slowly");
    }

    private void Add(int count, double milliseconds)
    {
        for (var index = 0; index < count; index++)
        {
            _times.Add(TimeSpan.FromMilliseconds(milliseconds));
        }
    }
}
