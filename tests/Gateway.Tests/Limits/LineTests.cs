using Gateway.Limits;

namespace Gateway.Tests.Limits;

/// <summary>So many at once.</summary>
public sealed class LineTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(5);

    private readonly StepTime _time = new();
    private readonly Line _line = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_waits_is_served_in_the_order_of_arrival()
    {
        _line.TryEnter(1).Should().BeTrue();
        _line.TryEnter(1).Should().BeFalse();
        var (second, third) = (Enter(), Enter());
        _line.TryEnter(2).Should().BeFalse("others wait already");

        _line.Leave(1);

        (await second).Should().BeTrue();
        third.IsCompleted.Should().BeFalse();
        _line.Leave(1);
        (await third).Should().BeTrue();
        _line.Leave(1);
        _line.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public async Task Who_waits_too_long_or_goes_away_leaves_the_line_to_those_behind()
    {
        using var leaving = new CancellationTokenSource();
        _line.TryEnter(1).Should().BeTrue();
        var patient = Enter();
        var gone = _line.EnterAsync(1, Long * 10, _time, leaving.Token).AsTask();

        _time.Move(Long);
        (await patient).Should().BeFalse();
        await leaving.CancelAsync();
        await gone.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        var last = Enter();
        _line.Leave(1);

        (await last).Should().BeTrue();
        _line.Leave(1);
        _line.IsEmpty.Should().BeTrue("nobody is left in it who gave up");
    }

    [Fact]
    public async Task Places_never_get_lost_or_more_whoever_leaves_when()
    {
        var inside = 0;
        var most = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, 2000), Cancellation, async (number, cancellation) =>
        {
            using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var entering = _line.EnterAsync(3, Timeout.InfiniteTimeSpan, TimeProvider.System, leaving.Token);
            if (number % 3 == 0)
            {
                await leaving.CancelAsync();
            }

            try
            {
                await entering;
            }
            catch (OperationCanceledException)
            {
                return;
            }

            most = Math.Max(most, Interlocked.Increment(ref inside));
            await Task.Yield();
            Interlocked.Decrement(ref inside);
            _line.Leave(3);
        });

        most.Should().BeLessThanOrEqualTo(3);
        _line.IsEmpty.Should().BeTrue();
    }

    private Task<bool> Enter() => _line.EnterAsync(1, Long, _time, Cancellation).AsTask();
}
