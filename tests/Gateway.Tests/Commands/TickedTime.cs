namespace Gateway.Tests.Commands;

/// <summary>A clock whose timers fire when they are told to.</summary>
internal sealed class TickedTime : TimeProvider
{
    private Action? _tick;

    /// <summary>How often the timer wants to fire.</summary>
    public TimeSpan Period { get; private set; }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Period = period;
        _tick = () => callback(state);
        return new Timer();
    }

    public void Tick() => _tick!();

    private sealed class Timer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
