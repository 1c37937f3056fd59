using Gateway.Health;
using Gateway.Upstreams;

namespace Gateway.Tests.Health;

/// <summary>Who is let back in after too many requests failed, and who only seems to be well.</summary>
public class BreakerTests
{
    private readonly ManualTime _time = new();
    private readonly Relapses _relapses = new();
    private readonly Breaker _breaker;
    private int _openings;

    public BreakerTests() => _breaker = new Breaker(new HealthOptions(), () => false, _relapses, () => { }, _time);

    [Fact]
    public async Task Two_good_trials_let_it_back_in_and_after_the_next_fall_four()
    {
        await OpenAsync();
        (await TrialsUntilClosedAsync()).Should().Be(2);
        _breaker.Evidence.Should().Be("2 trials succeeded");
        await OpenAsync();
        (await TrialsUntilClosedAsync()).Should().Be(4);
    }

    [Fact]
    public async Task A_good_trial_is_soon_followed_by_the_next_and_a_bad_one_after_a_pause_that_grows()
    {
        await OpenAsync();
        _time.Move(TimeSpan.FromSeconds(1));
        (await AskAsync(isGood: false)).Should().BeTrue();
        _time.Move(TimeSpan.FromSeconds(1));
        _breaker.MayAsk.Should().BeFalse("the pause was doubled");
        _time.Move(TimeSpan.FromSeconds(1));
        (await AskAsync(isGood: true)).Should().BeTrue();
        _breaker.IsOpen.Should().BeTrue("one good answer may be luck");
        (await AskAsync(isGood: true)).Should().BeFalse("nobody is let through at once");
        _time.Move(TimeSpan.FromSeconds(0.25));
        (await AskAsync(isGood: true)).Should().BeTrue();
        _breaker.IsOpen.Should().BeFalse();
    }

    [Fact]
    public async Task A_request_that_began_before_it_opened_is_no_trial()
    {
        var early = new TaskCompletionSource<Outcome>();
        var asked = _breaker.AskAsync(() => new ValueTask<Outcome>(early.Task)).AsTask();
        await OpenAsync();
        _time.Move(TimeSpan.FromSeconds(1));
        var trial = new TaskCompletionSource<Outcome>();
        var tried = _breaker.AskAsync(() => new ValueTask<Outcome>(trial.Task)).AsTask();

        early.SetResult(Bad);
        (await asked).Should().Be(Bad);
        trial.SetResult(Good);
        (await tried).Should().Be(Good);

        _time.Move(TimeSpan.FromSeconds(0.25));
        (await AskAsync(isGood: true)).Should().BeTrue("what was known before makes no pause longer");
        _breaker.Evidence.Should().Be("2 trials succeeded");
    }

    [Fact]
    public async Task What_says_nothing_counts_for_nothing()
    {
        var gone = new Outcome(OutcomeKind.ClientGone, "client-gone", "the client went away");
        for (var asked = 0; asked < 1000; asked++)
        {
            (await _breaker.AskAsync(() => ValueTask.FromResult(gone))).Should().Be(gone);
        }

        var bad = 0;
        for (; !_breaker.IsOpen; bad++)
        {
            await AskAsync(isGood: false);
        }

        bad.Should().Be(new HealthOptions().MinimumThroughput, "a thousand that left make nobody better");
        _time.Move(TimeSpan.FromSeconds(1));
        (await _breaker.AskAsync(() => ValueTask.FromResult(gone))).Should().Be(gone);
        _breaker.IsOpen.Should().BeTrue("nor does one that was let through");
    }

    [Fact]
    public async Task Who_fails_half_of_the_requests_does_not_come_and_go()
    {
        var random = new Random(7);
        // A minute of a hundred requests a second, as many times as show what is luck.
        const int Minutes = 50;
        for (var minute = 0; minute < Minutes; minute++)
        {
            var (breaker, openings) = (new Breaker(new HealthOptions(), () => false, new Relapses(), () => { }, _time), 0);
            var isOpen = false;
            for (var asked = 0; asked < 6000; asked++)
            {
                _time.Move(TimeSpan.FromMilliseconds(10));
                await breaker.AskAsync(() => ValueTask.FromResult(random.Next(2) == 0 ? Good : Bad));
                openings += breaker.IsOpen && !isOpen ? 1 : 0;
                isOpen = breaker.IsOpen;
            }

            openings.Should().BeInRange(1, 4);
            _openings += openings;
        }

        _openings.Should().BeLessThan(2 * Minutes + 1);
    }

    private static Outcome Good { get; } = Outcome.Of(new UpstreamAnswer { Whole = new byte[] { 1 } });

    private static Outcome Bad { get; } = new(OutcomeKind.ServerError, "status-5xx", "answered 503");

    private async Task OpenAsync()
    {
        while (!_breaker.IsOpen)
        {
            (await AskAsync(isGood: false)).Should().BeTrue();
        }
    }

    private async Task<int> TrialsUntilClosedAsync()
    {
        var trials = 0;
        while (_breaker.IsOpen)
        {
            _time.Move(TimeSpan.FromSeconds(1));
            trials += await AskAsync(isGood: true) ? 1 : 0;
        }

        return trials;
    }

    /// <summary>Whether it was let through.</summary>
    private async Task<bool> AskAsync(bool isGood) => await _breaker.AskAsync(() => ValueTask.FromResult(isGood ? Good : Bad)) is not null;
}
