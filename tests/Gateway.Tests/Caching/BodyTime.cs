namespace Gateway.Tests.Caching;

/// <summary>A clock that stands until it is moved; timers fire on the way.</summary>
internal sealed class BodyTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Timer> _timers = [];
    private TaskCompletionSource _taken = NewSource();
    private long _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _now);

    /// <summary>Completes when somebody waits for the clock, also without an end.</summary>
    public Task TimerAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            return _timers.Count > 0 ? Task.CompletedTask : _taken.Task.WaitAsync(cancellation);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            var timer = new Timer(this, () => callback(state), _now + dueTime.Ticks);
            _timers.Add(timer);
            _taken.TrySetResult();
            _taken = NewSource();
            return timer;
        }
    }

    public void Move(TimeSpan by)
    {
        List<Timer> due;
        lock (_gate)
        {
            Interlocked.Add(ref _now, by.Ticks);
            due = _timers.FindAll(timer => timer.Due <= _now);
        }

        due.ForEach(timer => timer.Fire());
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Timer(BodyTime time, Action fire, long due) : ITimer
    {
        public long Due { get; } = due;

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
            lock (time._gate)
            {
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
