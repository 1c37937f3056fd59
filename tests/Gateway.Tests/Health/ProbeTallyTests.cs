using Gateway.Health;

namespace Gateway.Tests.Health;

/// <summary>How single probes become a verdict.</summary>
public class ProbeTallyTests
{
    private static readonly HealthOptions Options = new();

    private readonly ProbeTally _tally = new(new Relapses());
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

    [Fact]
    public void The_first_good_probe_is_enough_and_the_first_bad_one_is_not()
    {
        Bad();
        (_tally.IsUp, _tally.IsInDoubt).Should().Be((null, true));
        Good();
        _tally.IsUp.Should().BeTrue();
        Bad();
        (_tally.IsUp, _tally.IsInDoubt).Should().Be((true, true));
        Bad();
        (_tally.IsUp, _tally.IsInDoubt, _tally.Evidence).Should().Be((false, false, "2 probes failed"));
    }

    [Fact]
    public void Who_flaps_has_to_be_well_twice_as_long_every_time()
    {
        Good();
        new[] { Fall(), Fall(), Fall(), Fall(), Fall(), Fall(), Fall(), Fall() }.Should().Equal(2, 4, 8, 16, 32, 64, 64, 64);
    }

    [Fact]
    public void Who_falls_back_while_it_recovers_has_to_be_well_for_longer()
    {
        Good();
        Bad();
        Bad();
        Good();
        Bad();
        for (var needed = 1; needed < 4; needed++)
        {
            Good();
            _tally.IsUp.Should().BeFalse();
        }

        Good();
        _tally.IsUp.Should().BeTrue();
    }

    [Fact]
    public void Who_stayed_up_for_long_is_forgiven()
    {
        Good();
        Fall();
        Fall();
        _now += TimeSpan.FromMinutes(6);
        Fall().Should().Be(2);
    }

    /// <summary>Goes down, and comes back after how many good probes.</summary>
    private int Fall()
    {
        Bad();
        Bad();
        _tally.IsUp.Should().BeFalse();
        var needed = 0;
        while (_tally.IsUp == false)
        {
            Good();
            needed++;
        }

        return needed;
    }

    private void Good() => _tally.Add(ProbeVerdict.Good, Options, _now);

    private void Bad() => _tally.Add(ProbeVerdict.Bad("failed"), Options, _now);
}
