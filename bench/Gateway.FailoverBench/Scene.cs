using System.Diagnostics;

namespace Gateway.FailoverBench;

/// <summary>What befalls a site in one scenario, noted with its times.</summary>
internal sealed class Scene(Site site, TimeSpan length, CancellationToken cancellation)
{
    private readonly Lock _gate = new();
    private readonly List<Mark> _marks = [];

    public Site Site { get; } = site;

    /// <summary>How long the fault lasts.</summary>
    public TimeSpan Length { get; } = length;

    public CancellationToken Cancellation { get; } = cancellation;

    public IReadOnlyList<Mark> Marks
    {
        get
        {
            lock (_gate)
            {
                return [.. _marks];
            }
        }
    }

    /// <summary>A destination begins to be broken with the action.</summary>
    public Task BreakAsync(string destination, Func<Task> action)
    {
        Add(new Mark(destination, TimeProvider.System.GetUtcNow(), IsBroken: true));
        return action();
    }

    /// <summary>A destination is well when the action is done.</summary>
    public async Task HealAsync(string destination, Func<Task> action)
    {
        await action();
        Add(new Mark(destination, TimeProvider.System.GetUtcNow(), IsBroken: false));
    }

    public Task WaitAsync(TimeSpan time) => Task.Delay(time, Cancellation);

    /// <summary>Whether a destination was broken at any moment while an attempt lasted.</summary>
    public bool WasBroken(string destination, Activity attempt)
    {
        var (from, to) = (new DateTimeOffset(attempt.StartTimeUtc), new DateTimeOffset(attempt.StartTimeUtc) + attempt.Duration);
        var broken = false;
        foreach (var mark in Marks.Where(mark => mark.Destination == destination && mark.At <= to))
        {
            broken = mark.IsBroken || (broken && mark.At > from);
        }

        return broken;
    }

    private void Add(Mark mark)
    {
        lock (_gate)
        {
            _marks.Add(mark);
        }
    }

    /// <summary>A destination broke, or was healed.</summary>
    internal sealed record Mark(string Destination, DateTimeOffset At, bool IsBroken);
}
