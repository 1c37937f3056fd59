using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace Gateway.Settings;

/// <summary>Asks for a reload when a file of the settings changes, and on SIGHUP.</summary>
/// <remarks>
/// It looks at length and time of every file each 400 milliseconds, so that a change is in force within 800, and compares contents every other
/// second: file-system events are missing on network and container mounts, a mounted ConfigMap changes by swapping a symbolic link, and images
/// that were built reproducibly have one time for all files.
/// </remarks>
internal sealed class SettingsWatcher(SettingsReloader reloader, TimeProvider time) : BackgroundService
{
    private const int LooksUntilContents = 5;

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(400);

    private readonly Channel<bool> _wishes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private PosixSignalRegistration? _hangUp;

    /// <remarks>The platform runs <see cref="ExecuteAsync"/> when it likes; from here on, before the first request, no signal is missed.</remarks>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            _wishes.Writer.TryWrite(true);
        });
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _hangUp?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(WatchAsync(stoppingToken), ReloadAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // After a start that failed the host does not expect this, and would call the cancellation a crash.
        }
    }

    private async Task WatchAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Period, time);
        for (var look = 1; await timer.WaitForNextTickAsync(stopping); look++)
        {
            if (look % LooksUntilContents == 0 ? reloader.IsOutdated : reloader.SeemsOutdated())
            {
                _wishes.Writer.TryWrite(true);
            }
        }
    }

    private async Task ReloadAsync(CancellationToken stopping)
    {
        await foreach (var _ in _wishes.Reader.ReadAllAsync(stopping))
        {
            await reloader.ReloadAsync(stopping);
        }
    }
}
