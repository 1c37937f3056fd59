namespace Gateway.Lab.Origins;

/// <summary>Holds requests until it is opened; it is shut again for whoever comes after that.</summary>
internal sealed class Gate
{
    private volatile TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task WaitAsync(CancellationToken cancellation) => _opened.Task.WaitAsync(cancellation);

    public void Open() =>
        Interlocked.Exchange(ref _opened, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
