using Gateway.Caching;

namespace Gateway.Auditing;

/// <summary>What waits to be written, within a bound. Any thread adds, one takes.</summary>
internal sealed class AuditQueue : IDisposable
{
    // Refused handshakes and operators reserve no place, so there are some more than requests may take.
    private const int Spare = 1024;

    private const int MostIdleChunks = 8;

    private readonly Lock _gate = new();
    private readonly Queue<AuditChunk> _chunks = [];
    private readonly Stack<AuditChunk> _idle = [];
    private readonly Signal _added = new();
    private readonly SemaphoreSlim? _places;
    private readonly AuditingOptions _options;
    private readonly AuditMetrics _metrics;
    private readonly TimeProvider _time;
    private AuditChunk? _filling;
    private AuditChunk? _emptying;
    private bool _isComplete;
    private int _count;
    private long _lost;

    public AuditQueue(AuditingOptions options, AuditMetrics metrics, TimeProvider time)
    {
        (_options, _metrics, _time) = (options, metrics, time);
        metrics.Observe(() => Count, options.QueueLength);
        _places = options.WhenFull == WhenFull.Wait ? new SemaphoreSlim(options.QueueLength) : null;
    }

    /// <summary>How many wait.</summary>
    public int Count => Volatile.Read(ref _count);

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
    public void Add<T>(in T entry)
        where T : IAuditEntry
    {
        var fields = AuditFields.Of(entry);
        lock (_gate)
        {
            if (!_isComplete && _count < _options.QueueLength + Spare)
            {
                if (_filling?.TryAdd(entry.Type, entry.Time, fields) != true)
                {
                    _filling = NewChunk(fields.Length);
                    _filling.TryAdd(entry.Type, entry.Time, fields);
                    _chunks.Enqueue(_filling);
                }

                Interlocked.Increment(ref _count);
                _added.Raise();
                return;
            }
        }

        Interlocked.Increment(ref _lost);
        _metrics.Lost("queue-full");
    }

    /// <summary>Completes as soon as something waits.</summary>
    public Task WaitAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            return _count > 0 ? Task.CompletedTask : _added.Next.WaitAsync(cancellation);
        }
    }

    /// <summary>Takes the oldest; it is valid until the next call.</summary>
    public bool TryTake(out AuditRecord record)
    {
        do
        {
            if (_emptying is not null && _emptying.TryTake(out record))
            {
                Interlocked.Decrement(ref _count);
                return true;
            }
        }
        while (Next());
        record = default;
        return false;
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
    public void Complete()
    {
        lock (_gate)
        {
            _isComplete = true;
        }
    }

    public void Dispose() => _places?.Dispose();

    private AuditChunk NewChunk(int atLeast) =>
        atLeast > AuditChunk.UsualBytes ? new AuditChunk(atLeast) : _idle.TryPop(out var used) ? used : new AuditChunk(AuditChunk.UsualBytes);

    private bool Next()
    {
        lock (_gate)
        {
            if (_emptying is { IsUsual: true } && _idle.Count < MostIdleChunks)
            {
                _emptying.Clear();
                _idle.Push(_emptying);
            }

            _chunks.TryDequeue(out _emptying);
            if (_emptying == _filling)
            {
                _filling = null;
            }

            return _emptying is not null;
        }
    }
}
