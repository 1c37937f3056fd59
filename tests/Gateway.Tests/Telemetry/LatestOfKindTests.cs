using Gateway.Telemetry;

namespace Gateway.Tests.Telemetry;

/// <summary>What happens again and again is one line.</summary>
public class LatestOfKindTests
{
    [Fact]
    public void The_same_again_is_counted_and_comes_first()
    {
        var latest = new LatestOfKind<string, string>(3);
        foreach (var key in new[] { "a", "b", "a", "c" })
        {
            latest.Add(key, before => $"{before}{key}");
        }

        latest.All.Should().Equal("c", "aa", "b");
    }

    [Fact]
    public void The_oldest_line_makes_room_and_is_no_longer_counted()
    {
        var latest = new LatestOfKind<int, string>(2);
        foreach (var key in new[] { 1, 2, 1, 3, 2 })
        {
            latest.Add(key, before => $"{before}{key}");
        }

        latest.All.Should().Equal("2", "3");
    }
}
