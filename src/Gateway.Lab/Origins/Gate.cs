namespace Gateway.Lab.Origins;

/// <summary>Holds requests until it is opened; it is shut again for whoever comes after that.</summary>
internal sealed class Gate
{
    private readonly Lock _lock = new();
    private readonly List<(int Count, TaskCompletionSource Reached)> _watching = [];
    private TaskCompletionSource _opened = NewSource();
    private int _held;

    public async Task WaitAsync(CancellationToken cancellation)
    {
        Task opened;
        lock (_lock)
        {
            _held++;
            opened = _opened.Task;
            _watching.RemoveAll(watcher => watcher.Count <= _held && watcher.Reached.TrySetResult());
        }

        try
        {
            await opened.WaitAsync(cancellation);
        }
        finally
        {
            lock (_lock)
            {
                _held--;
            }
        }
    }

    /// <summary>Completes when this many wait at once.</summary>
    public Task HoldsAsync(int count, CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (_held >= count)
            {
                return Task.CompletedTask;
            }

            var reached = NewSource();
            _watching.Add((count, reached));
            return reached.Task.WaitAsync(cancellation);
        }
    }

    public void Open()
    {
        lock (_lock)
        {
            _opened.SetResult();
            _opened = NewSource();
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
