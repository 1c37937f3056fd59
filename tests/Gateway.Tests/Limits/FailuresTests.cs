using Gateway.Limits;

namespace Gateway.Tests.Limits;

/// <summary>Wrong credentials are looked at more and more slowly.</summary>
public sealed class FailuresTests
{
    private static readonly FailureLimits Limits = new()
    {
        Free = 2,
        FirstDelay = TimeSpan.FromSeconds(1),
        LongestDelay = TimeSpan.FromSeconds(8),
        Forgotten = TimeSpan.FromSeconds(1000),
    };

    [Fact]
    public void The_time_between_two_looks_doubles_up_to_a_bound()
    {
        var failures = new Failures();
        var waits = new List<double>();
        for (double now = 0, guesses = 0; guesses < 9; guesses++)
        {
            var (wait, isTaken) = failures.Look(Limits, now, longest: 100);
            isTaken.Should().BeTrue();
            waits.Add(wait);
            now += wait;
            failures.Add(Limits, now);
        }

        // The third failure is the first too many: the look after it is free, the next one waits.
        waits.Should().Equal(0, 0, 0, 0, 1, 2, 4, 8, 8);
    }

    [Fact]
    public void Guessing_at_once_is_no_quicker_than_one_after_the_other()
    {
        var failures = new Failures();
        for (var count = 0; count < 3; count++)
        {
            failures.Add(Limits, 0);
        }

        var looks = Enumerable.Range(0, 100).Select(_ => failures.Look(Limits, 0, longest: 5)).ToList();

        looks.Where(look => look.IsTaken).Select(look => look.Wait).Should().Equal(0, 1, 2, 3, 4, 5);
        looks.Where(look => !look.IsTaken).Should().OnlyContain(look => look.Wait == 6);
    }

    [Fact]
    public void One_after_the_other_is_forgotten()
    {
        var failures = new Failures();
        for (var count = 0; count < 3; count++)
        {
            failures.Add(Limits, 0);
        }

        failures.AreForgotten(Limits, 2999).Should().BeFalse();
        failures.AreForgotten(Limits, 3000).Should().BeTrue();
        failures.Look(Limits, 1001, 0).Should().Be((0, true));
        failures.Look(Limits, 1001, 0).Should().Be((0, true), "two are free");
    }
}
