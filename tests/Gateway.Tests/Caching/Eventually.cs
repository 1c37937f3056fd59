using System.Net.Sockets;

namespace Gateway.Tests.Caching;

/// <summary>Waits for what another process does. The one place where tests look again and again.</summary>
internal static class Eventually
{
    // Far above what any of it takes on a busy machine: to reach it is to fail.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    public static Task TrueAsync(Func<bool> condition, string what, CancellationToken cancellation) =>
        TrueAsync(() => Task.FromResult(condition()), what, cancellation);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what, CancellationToken cancellation)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bounded.CancelAfter(Longest);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!await HoldsAsync(condition))
        {
            try
            {
                await pause.WaitForNextTickAsync(bounded.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw new TimeoutException($"It never came that {what}.");
            }
        }
    }

    private static async Task<bool> HoldsAsync(Func<Task<bool>> condition)
    {
        try
        {
            return await condition();
        }
        catch (Exception hungUp) when (hungUp is IOException or SocketException)
        {
            // A server that changes its state hangs up on whoever asks it.
            return false;
        }
    }
}
