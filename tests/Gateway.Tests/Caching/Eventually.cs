using System.Net.Sockets;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Caching;

/// <summary>Waits for what another process does. The one place where tests look again and again.</summary>
internal static class Eventually
{
    public static Task TrueAsync(Func<bool> condition, string what, CancellationToken cancellation) =>
        TrueAsync(() => Task.FromResult(condition()), what, cancellation);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what, CancellationToken cancellation)
    {
        using var bounded = Patience.Bounded(cancellation);
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
