using Gateway.Caching;

namespace Gateway.Tests.Caching;

/// <summary>When Redis is left alone, and when it is tried again.</summary>
public sealed class RedisBreakerTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Clock _clock = new();
    private readonly RedisBreaker _breaker;

    public RedisBreakerTests() => _breaker = new RedisBreaker(3, Second, 4 * Second, _clock);

    [Fact]
    public void It_opens_at_the_third_failure_in_a_row_and_tells_so_once()
    {
        _breaker.Failed().Should().BeFalse();
        _breaker.Failed().Should().BeFalse();
        _breaker.Succeeded();
        _breaker.Failed().Should().BeFalse();
        _breaker.Failed().Should().BeFalse();
        _breaker.IsClosed.Should().BeTrue();

        _breaker.Failed().Should().BeTrue();

        _breaker.IsClosed.Should().BeFalse();
        _breaker.Failed().Should().BeFalse();
    }

    [Fact]
    public void One_failure_that_leaves_no_doubt_is_enough() => _breaker.Failed(isFinal: true).Should().BeTrue();

    [Fact]
    public void After_the_pause_one_caller_tries_and_the_others_stay_away()
    {
        _breaker.Failed(isFinal: true);
        _breaker.TryEnter().Should().BeFalse();
        _clock.Move(Second);

        _breaker.TryEnter().Should().BeTrue();
        _breaker.TryEnter().Should().BeFalse();

        _breaker.Succeeded().Should().BeTrue();
        _breaker.Succeeded().Should().BeFalse();
        _breaker.TryEnter().Should().BeTrue();
    }

    [Fact]
    public void A_trial_that_nobody_ends_blocks_nobody()
    {
        _breaker.Failed(isFinal: true);
        _clock.Move(Second);
        _breaker.TryEnter().Should().BeTrue();

        _clock.Move(Second);

        _breaker.TryEnter().Should().BeTrue();
    }

    [Fact]
    public void Pauses_grow_while_trials_fail_and_up_to_the_longest()
    {
        _breaker.Failed(isFinal: true);
        foreach (var pause in new[] { 2, 4, 4 })
        {
            _clock.Move(_breaker.Pause);
            _breaker.TryEnter().Should().BeTrue();
            _breaker.TrialFailed();
            _breaker.Pause.Should().Be(pause * Second);
        }
    }

    [Fact]
    public void A_pause_that_comes_right_after_another_is_longer_and_a_success_in_between_forgets_that()
    {
        Open();
        _breaker.Succeeded();
        _breaker.Failed(isFinal: true);
        _breaker.Pause.Should().Be(2 * Second);
        _clock.Move(2 * Second);
        _breaker.Succeeded();

        _breaker.Succeeded();

        _breaker.Pause.Should().Be(Second);

        void Open()
        {
            _breaker.Failed(isFinal: true);
            _clock.Move(Second);
        }
    }

    [Fact]
    public void An_answer_that_was_late_for_a_pause_does_not_end_it_and_one_in_time_forgets_the_failures()
    {
        _breaker.Failed();
        _breaker.Failed();
        _breaker.Answered();
        _breaker.Failed().Should().BeFalse();
        _breaker.Failed(isFinal: true).Should().BeTrue();

        _breaker.Answered();

        _breaker.IsClosed.Should().BeFalse();
        _breaker.Succeeded().Should().BeTrue();
    }

    [Fact]
    public async Task Of_many_at_once_exactly_one_opens_and_one_closes_it()
    {
        for (var round = 0; round < 200; round++)
        {
            var opened = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => _breaker.Failed(isFinal: true), TestContext.Current.CancellationToken)));
            var closed = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(_breaker.Succeeded, TestContext.Current.CancellationToken)));

            opened.Count(isMine => isMine).Should().Be(1);
            closed.Count(isMine => isMine).Should().Be(1);
        }
    }

    private sealed class Clock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Move(TimeSpan by) => _now += by.Ticks;

        public override long GetTimestamp() => _now;
    }
}
