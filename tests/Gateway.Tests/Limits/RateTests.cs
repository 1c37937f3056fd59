using Gateway.Limits;

namespace Gateway.Tests.Limits;

/// <summary>So much a second.</summary>
public sealed class RateTests
{
    [Fact]
    public void A_second_s_worth_goes_at_once_and_the_rest_one_after_the_other()
    {
        var rate = new Rate();

        var waits = Enumerable.Range(0, 8).Select(_ => rate.Take(1, 4, 100, 10).Wait).ToList();

        waits.Should().Equal(0, 0, 0, 0, 0.25, 0.5, 0.75, 1);
    }

    [Fact]
    public void What_would_wait_too_long_takes_nothing_and_hears_how_long()
    {
        var rate = new Rate();
        for (var taken = 0; taken < 6; taken++)
        {
            rate.Take(1, 4, 100, 0.5).IsTaken.Should().BeTrue();
        }

        rate.Take(1, 4, 100, 0.5).Should().Be((0.75, false));
        rate.Take(1, 4, 100, 0.5).Should().Be((0.75, false), "the first one took nothing");
        rate.Take(1, 4, 100.25, 0.5).Should().Be((0.5, true));
    }

    [Fact]
    public void Over_a_long_time_no_more_is_given_than_the_rate_and_one_second_s_worth()
    {
        var rate = new Rate();
        var given = 0;
        for (var tick = 0; tick < 10_000; tick++)
        {
            given += rate.Take(1, 7, tick / 100.0, 0).IsTaken ? 1 : 0;
        }

        given.Should().BeInRange(7 * 100, (7 * 100) + 7);
    }

    [Fact]
    public void It_is_idle_when_a_second_s_worth_is_there_again()
    {
        var rate = new Rate();
        rate.IsIdle(0).Should().BeTrue();

        rate.Take(2, 4, 100, 0);

        rate.IsIdle(100).Should().BeFalse();
        rate.IsIdle(100.49).Should().BeFalse();
        rate.IsIdle(100.5).Should().BeTrue();
    }
}
