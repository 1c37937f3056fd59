namespace Gateway.Lab.Origins;

/// <summary>Holds requests until it is opened; it is shut again for whoever comes after that.</summary>
internal sealed class Gate
{
    private readonly Lock _lock = new();
    private readonly List<(int Count, TaskCompletionSource Reached)> _watching = [];
    private TaskCompletionSource _opened = NewSource();
    private int _held;
    private int _heals;

    /// <summary>How often it was opened for good: whoever came before the last time is held no more, also when he only gets here after it.</summary>
    public int Heals
    {
        get
        {
            lock (_lock)
            {
                return _heals;
            }
        }
    }

    /// <param name="heals"><see cref="Heals"/> when the request came.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task WaitAsync(int heals, CancellationToken cancellation)
    {
        Task opened;
        lock (_lock)
        {
            if (heals != _heals)
            {
                return;
            }

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

    /// <summary>Lets those go on who are held now.</summary>
    public void Open()
    {
        lock (_lock)
        {
            _opened.SetResult();
            _opened = NewSource();
        }
    }

    /// <summary>The same, and those who came before and would be held in a moment.</summary>
    public void Heal()
    {
        lock (_lock)
        {
            _heals++;
            Open();
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
