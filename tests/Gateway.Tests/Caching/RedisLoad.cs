using System.Diagnostics;

namespace Gateway.Tests.Caching;

/// <summary>Callers who keep and look up without pause, and remember the longest wait. A call that fails fails the test.</summary>
internal sealed class RedisLoad : IAsyncDisposable
{
    private const int Callers = 4;

    private readonly CancellationTokenSource _end = new();
    private readonly Task[] _callers;
    private long _longest;
    private long _calls;

    public RedisLoad(RedisGateway gateway) =>
        _callers = [.. Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(gateway, caller)))];

    public TimeSpan Longest => TimeSpan.FromTicks(Interlocked.Read(ref _longest));

    public long Calls => Interlocked.Read(ref _calls);

    /// <summary>Waits until so many more calls have ended.</summary>
    public async Task GoesOnAsync(int calls, CancellationToken cancellation)
    {
        var goal = Calls + calls;
        await Eventually.TrueAsync(() => Calls >= goal || _callers.Any(caller => caller.IsFaulted), "calls go on", cancellation);
        foreach (var caller in _callers.Where(caller => caller.IsFaulted))
        {
            await caller;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_callers);
        _end.Dispose();
    }

    private async Task CallAsync(RedisGateway gateway, int caller)
    {
        for (var turn = 0; !_end.IsCancellationRequested; turn++)
        {
            var key = $"load {caller} {turn % 50}";
            var start = Stopwatch.GetTimestamp();
            await gateway.KeepAsync(key, $"{turn}", CancellationToken.None, "load");
            var kept = Stopwatch.GetElapsedTime(start);
            await gateway.FindSharedAsync(key, CancellationToken.None);
            var found = Stopwatch.GetElapsedTime(start) - kept;
            Interlocked.Add(ref _calls, 2);
            Record(kept > found ? kept : found);
            // Without Redis nothing here waits: callers who never let go of their thread would starve everybody else.
            await Task.Yield();
        }
    }

    private void Record(TimeSpan wait)
    {
        for (var longest = Interlocked.Read(ref _longest); wait.Ticks > longest; longest = Interlocked.Read(ref _longest))
        {
            Interlocked.CompareExchange(ref _longest, wait.Ticks, longest);
        }
    }
}
