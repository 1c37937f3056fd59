using System.Collections.Concurrent;

namespace Gateway.Tests.Auditing;

/// <summary>Timers whose callbacks may come once more after they were disposed of, as one that was under way in that moment does.</summary>
internal sealed class LateTimers : TimeProvider
{
    private readonly ConcurrentQueue<(TimerCallback Callback, object? State)> _disposed = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Late(base.CreateTimer(callback, state, dueTime, period), () => _disposed.Enqueue((callback, state)));

    /// <summary>Calls back for every timer that was disposed of, and says for how many.</summary>
    public int CallBack()
    {
        var called = 0;
        for (; _disposed.TryDequeue(out var late); called++)
        {
            late.Callback(late.State);
        }

        return called;
    }

    private sealed class Late(ITimer timer, Action disposed) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

        public void Dispose()
        {
            timer.Dispose();
            disposed();
        }

        public async ValueTask DisposeAsync()
        {
            await timer.DisposeAsync();
            disposed();
        }
    }
}
