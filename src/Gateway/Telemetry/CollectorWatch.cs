using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace Gateway.Telemetry;

/// <summary>Tells of a collector that does not take what it is sent. OpenTelemetry itself says so only to those who listen for it.</summary>
internal sealed class CollectorWatch(TimeProvider time, ILogger<CollectorWatch> logger) : EventListener, IHostedService
{
    private const string Exporter = "OpenTelemetry-Exporter-OpenTelemetryProtocol";

    // Every batch fails while a collector is away.
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    private readonly ConcurrentQueue<EventSource> _early = [];
    private long _told;
    private volatile bool _isReady;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _isReady = true;
        while (_early.TryDequeue(out var source))
        {
            EnableEvents(source, EventLevel.Error);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Called by the base before our own fields are set, for every source that is there already.</summary>
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name != Exporter)
        {
            return;
        }

        if (_isReady)
        {
            EnableEvents(eventSource, EventLevel.Error);
        }
        else
        {
            _early?.Enqueue(eventSource);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        var (now, told) = (time.GetTimestamp(), Interlocked.Read(ref _told));
        if ((told == 0 || time.GetElapsedTime(told, now) > Pause) && Interlocked.CompareExchange(ref _told, now, told) == told)
        {
            logger.CannotSend(string.Join("; ", eventData.Payload?.Select(part => $"{part}".Split('\n')[0]) ?? []));
        }
    }
}
