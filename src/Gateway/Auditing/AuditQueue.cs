using System.Threading.Channels;

namespace Gateway.Auditing;

/// <summary>What waits to be written, within a bound.</summary>
internal sealed class AuditQueue : IDisposable
{
    // Refused handshakes and operators reserve no place, so there are some more than requests may take.
    private const int Spare = 1024;

    private readonly Channel<AuditEntry> _entries;
    private readonly SemaphoreSlim? _places;
    private readonly AuditingOptions _options;
    private readonly AuditMetrics _metrics;
    private readonly TimeProvider _time;
    private long _lost;

    public AuditQueue(AuditingOptions options, AuditMetrics metrics, TimeProvider time)
    {
        (_options, _metrics, _time) = (options, metrics, time);
        metrics.Observe(() => _entries!.Reader.Count, options.QueueLength);
        _entries = Channel.CreateBounded<AuditEntry>(new BoundedChannelOptions(options.QueueLength + Spare) { SingleReader = true });
        _places = options.WhenFull == WhenFull.Wait ? new SemaphoreSlim(options.QueueLength) : null;
    }

    public ChannelReader<AuditEntry> Reader => _entries.Reader;

    /// <summary>Entries that found no place since the start.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Takes a place for a request that is to be served; false when none came free in time, and it must not be served then.</summary>
    public async ValueTask<bool> TryReserveAsync(CancellationToken cancellation)
    {
        if (_places is null || _places.Wait(0, CancellationToken.None))
        {
            return true;
        }

        using var patience = new CancellationTokenSource(_options.LongestWait, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            await _places.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            _metrics.Refused();
            return false;
        }
    }

    /// <summary>Hands an entry over; counted as lost when there is no place.</summary>
    public void Add(AuditEntry entry)
    {
        if (!_entries.Writer.TryWrite(entry))
        {
            Interlocked.Increment(ref _lost);
            _metrics.Lost("queue-full");
        }
    }

    /// <summary>Gives back the places of requests that were written down.</summary>
    public void Release(int requests)
    {
        if (requests > 0)
        {
            _places?.Release(requests);
        }
    }

    /// <summary>Nothing more comes.</summary>
    public void Complete() => _entries.Writer.TryComplete();

    public void Dispose() => _places?.Dispose();
}
