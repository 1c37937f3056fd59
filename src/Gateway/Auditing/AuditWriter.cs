namespace Gateway.Auditing;

/// <summary>Writes down what waits, as it comes; closes every second of it with a checkpoint; carries on when the disk does not.</summary>
internal sealed class AuditWriter(
    AuditQueue queue, AuditingOptions options, AuditChain chain, AuditJournal? journal, StandardOutputSink? output, CollectorSink? collector, string instance, AuditMetrics metrics, ILogger<AuditWriter> logger, TimeProvider time)
    : BackgroundService
{
    // What kill -9 may cost.
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    // Far below what kill -9 may cost anyway.
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(10);

    // Enough to fill the disk's pipe, and little enough to hold while it is full.
    private const int MostPending = 1024 * 1024;

    // Long enough for a disk that only stutters.
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(5);

    // Short beside the farewell, and long for a processor.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private bool _isOpen = journal is null;
    private bool _isClosed;
    private bool _isStuck;
    private long _lostBeforeStuck;
    private long _lostTold;
    private int _unreleased;
    private long? _lastCheckpoint;
    private long? _lastHead;
    private long? _lastSync;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var printing = output?.RunAsync() ?? Task.CompletedTask;
        while (!stoppingToken.IsCancellationRequested)
        {
            await WaitAsync(stoppingToken);
            await TakeDownAsync(isLast: false);
        }

        queue.Complete();
        var began = time.GetTimestamp();
        await TakeDownAsync(isLast: true);
        while (_isStuck && IsLeft && time.GetElapsedTime(began) < LongestFarewell)
        {
            await Task.Delay(Pause, time, CancellationToken.None);
            await TakeDownAsync(isLast: true);
        }

        output?.Complete();
        await Task.WhenAny(printing, Task.Delay(LongestFarewell, time, CancellationToken.None));
    }

    private bool IsLeft => journal?.PendingBytes > 0 || queue.Count > 0 || (_isOpen && !_isClosed);

    private async Task WaitAsync(CancellationToken stopping)
    {
        // Its own timer: one of ours could come when the source is gone already, and what it throws then ends the process.
        using var beat = new CancellationTokenSource(Beat, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping, beat.Token);
        try
        {
            if (_isStuck)
            {
                await Task.Delay(Beat, time, stopping);
            }
            else
            {
                await queue.WaitAsync(end.Token);
                if (queue.Count < options.QueueLength / 4)
                {
                    // To write each by itself costs more than to serve it.
                    await Task.Delay(Gather, time, end.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // A second without records, or the end.
        }
    }

    private async Task TakeDownAsync(bool isLast)
    {
        try
        {
            if (!_isOpen)
            {
                await OpenAsync();
            }

            do
            {
                if (!_isClosed)
                {
                    Drain();
                    Close(isLast && queue.Count == 0);
                }

                await WriteAsync();
            }
            while (queue.Count > 0);
        }
        catch (Exception stuck) when (stuck is IOException or UnauthorizedAccessException)
        {
            TellStuck(stuck.Message);
        }
        catch (Exception unforeseen)
        {
            // What ends a worker ends the gateway.
            TellStuck($"{unforeseen.GetType().Name}: {unforeseen.Message}");
        }
    }

    private async Task OpenAsync()
    {
        var broken = await journal!.OpenAsync(CancellationToken.None);
        _isOpen = true;
        if (broken is { Damage: { } damage })
        {
            logger.AuditArchiveDamaged(broken.File, damage, chain.Number - 1);
        }
        else if (broken is not null)
        {
            logger.AuditChainBroken(options.File, broken.File);
        }
    }

    private void Drain()
    {
        var written = 0;
        while ((journal?.PendingBytes ?? 0) < MostPending && queue.TryTake(out var record))
        {
            // Its place comes free with the next write, whatever becomes of it.
            _unreleased += record.IsRequest ? 1 : 0;
            Print(Add(record));
            written++;
        }

        metrics.Written(written);

        if (queue.Lost is var lost && lost > _lostTold)
        {
            var gap = StateEntry.Gap(time.GetUtcNow(), lost - _lostTold);
            var line = Add(gap.Type, gap.Time, AuditFields.Of(gap));
            _lostTold = lost;
            Print(line);
        }
    }

    /// <summary>Closes what no checkpoint covers yet, every second and at the end.</summary>
    private void Close(bool isEnd)
    {
        if (!isEnd && (chain.Uncovered == 0 || !IsOver(Beat, _lastCheckpoint)))
        {
            return;
        }

        var line = journal is null ? chain.AddCheckpoint(time.GetUtcNow(), isEnd) : journal.AddCheckpoint(isEnd);
        (_isClosed, _lastCheckpoint) = (isEnd, time.GetTimestamp());
        Print(line);
        TellHead(isEnd);
    }

    // By the stopwatch: a clock that was ahead and is set back would hold up everything for as long.
    private bool IsOver(TimeSpan interval, long? last) => last is not { } then || time.GetElapsedTime(then) >= interval;

    private async Task WriteAsync()
    {
        if (journal is not null)
        {
            var isPutAway = await journal.WriteAsync(CancellationToken.None);
            Sync();
            if (isPutAway)
            {
                TellHead(isNow: true);
            }
        }

        queue.Release(_unreleased);
        _unreleased = 0;
        if (_isStuck)
        {
            _isStuck = false;
            logger.AuditResumed(options.File, queue.Lost - _lostBeforeStuck);
        }
    }

    private void Sync()
    {
        if (options.SyncInterval is { } interval && IsOver(interval, _lastSync))
        {
            journal!.Sync();
            _lastSync = time.GetTimestamp();
        }
    }

    private ReadOnlyMemory<byte> Add(in AuditRecord record)
    {
        try
        {
            return Add(record.Type, record.Time, record.Fields.Span);
        }
        catch
        {
            // Nobody can take it again; the gap says that it is missing.
            queue.Lose(hasPlace: false);
            throw;
        }
    }

    private ReadOnlyMemory<byte> Add(string type, DateTimeOffset when, ReadOnlySpan<byte> fields) =>
        journal is null ? chain.Add(type, when, fields) : journal.Add(type, when, fields);

    private void Print(ReadOnlyMemory<byte> line)
    {
        output?.Offer(line);
        collector?.Offer(line);
    }

    private void TellHead(bool isNow)
    {
        if (isNow || IsOver(options.HeadInterval, _lastHead))
        {
            logger.AuditHead(instance, chain.Number, chain.Head);
            _lastHead = time.GetTimestamp();
        }
    }

    private void TellStuck(string reason)
    {
        if (!_isStuck)
        {
            (_isStuck, _lostBeforeStuck) = (true, queue.Lost);
            logger.AuditStuck(options.File, reason, options.QueueLength, options.WhenFull == WhenFull.Wait ? "requests are refused" : "further ones are lost");
        }
    }
}
