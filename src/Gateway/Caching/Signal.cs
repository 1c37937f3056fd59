namespace Gateway.Caching;

/// <summary>Wakes everybody who waits for the next change.</summary>
/// <remarks>Not thread-safe: <see cref="Next"/> is taken and <see cref="Raise"/> called under the lock that guards the change.</remarks>
internal sealed class Signal
{
    private TaskCompletionSource? _next;

    /// <summary>Completes with the next change.</summary>
    public Task Next => (_next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Raise()
    {
        _next?.TrySetResult();
        _next = null;
    }
}
