using Gateway.Caching;

namespace Gateway.Auditing;

/// <summary>What waits to be written, within a bound. Any thread adds, one takes.</summary>
internal sealed class AuditQueue : IDisposable
{
    // Refused handshakes and operators reserve no place: they have these, and none of the requests'. Anybody can be turned away as often as he likes.
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
    private int _requests;
    private int _others;
    private long _lost;

    public AuditQueue(AuditingOptions options, AuditMetrics metrics, TimeProvider time)
    {
        (_options, _metrics, _time) = (options, metrics, time);
        metrics.Observe(() => Count, options.QueueLength);
        _places = options.WhenFull == WhenFull.Wait ? new SemaphoreSlim(options.QueueLength) : null;
    }

    /// <summary>How many wait.</summary>
    public int Count => Volatile.Read(ref _requests) + Volatile.Read(ref _others);

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

    /// <summary>Hands an entry over; counted as lost when there is no place, or when it cannot be made and throws.</summary>
    public void Add<T>(in T entry)
        where T : IAuditEntry
    {
        var isAdded = false;
        try
        {
            isAdded = TryAdd(entry.Type, entry.Time, AuditFields.Of(entry));
        }
        finally
        {
            if (!isAdded)
            {
                Lose(entry.Type == RequestEntry.TypeName);
            }
        }
    }

    /// <summary>Counts an entry as lost; what has a place gives it back.</summary>
    public void Lose(bool hasPlace)
    {
        Interlocked.Increment(ref _lost);
        _metrics.Lost("queue-full");
        Release(hasPlace ? 1 : 0);
    }

    /// <summary>Completes as soon as something waits.</summary>
    public Task WaitAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            return Count > 0 ? Task.CompletedTask : _added.Next.WaitAsync(cancellation);
        }
    }

    /// <summary>Takes the oldest; it is valid until the next call.</summary>
    public bool TryTake(out AuditRecord record)
    {
        do
        {
            if (_emptying is not null && _emptying.TryTake(out record))
            {
                Interlocked.Decrement(ref CountOf(record.IsRequest));
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

    private bool TryAdd(string type, DateTimeOffset time, ReadOnlySpan<byte> fields)
    {
        var isRequest = type == RequestEntry.TypeName;
        lock (_gate)
        {
            if (_isComplete || CountOf(isRequest) >= (isRequest ? _options.QueueLength : Spare))
            {
                return false;
            }

            if (_filling?.TryAdd(type, time, fields) != true)
            {
                _filling = NewChunk(fields.Length);
                _filling.TryAdd(type, time, fields);
                _chunks.Enqueue(_filling);
            }

            Interlocked.Increment(ref CountOf(isRequest));
            _added.Raise();
            return true;
        }
    }

    private ref int CountOf(bool isRequest) => ref isRequest ? ref _requests : ref _others;

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
