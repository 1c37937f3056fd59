namespace Gateway.Caching;

/// <summary>One making of a value that any number of callers wait for. It is nobody's own: it ends early only when all have left.</summary>
internal sealed class TieredFlight : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _cancellation = new();
    private readonly TaskCompletionSource<object?> _landing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waiting = 1;
    private bool _isOver;

    /// <summary>Cancelled when nobody waits any more.</summary>
    public CancellationToken Token => _cancellation.Token;

    /// <summary>Whether this caller waits with the others. False: all have left, and it is about to end.</summary>
    public bool TryJoin()
    {
        lock (_gate)
        {
            if (_waiting == 0)
            {
                return false;
            }

            _waiting++;
            return true;
        }
    }

    /// <summary>Waits for the value as long as this caller wants to.</summary>
    public async Task<object?> WaitAsync(CancellationToken cancellation)
    {
        try
        {
            return await _landing.Task.WaitAsync(cancellation);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Gives everybody the value. What follows is no longer cancelled by those who leave.</summary>
    public void Land(object? value) => _landing.TrySetResult(value);

    /// <summary>Gives everybody the failure, which is not kept.</summary>
    public void Fail(Exception failure)
    {
        if (failure is OperationCanceledException cancelled)
        {
            _landing.TrySetCanceled(cancelled.CancellationToken);
        }
        else if (_landing.TrySetException(failure))
        {
            // Seen, also when everybody has left.
            _ = _landing.Task.Exception;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isOver = true;
        }

        _cancellation.Dispose();
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (--_waiting == 0 && !_landing.Task.IsCompleted && !_isOver)
            {
                _cancellation.Cancel();
            }
        }
    }
}
