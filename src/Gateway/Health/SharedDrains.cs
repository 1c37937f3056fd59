using Gateway.Caching;
using Gateway.Settings;

namespace Gateway.Health;

/// <summary>Keeps the drains of all gateways of a name the same, where they share a Redis, and knows who of them obeys.</summary>
/// <remarks>What Redis does not know, because it was away or has lost it, it is told again by whoever does.</remarks>
internal sealed class SharedDrains(
    Drains drains, InstanceName instance, CurrentSnapshot current, TimeProvider time, ILogger<SharedDrains> logger, DrainBoard? board = null)
    : BackgroundService
{
    // With what a question may take, well within the time that an operator's order waits for everybody.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan Haste = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(10);

    // Somebody else tells of something between reading and telling: once or twice, not for ever.
    private const int MostSteps = 10;

    private readonly SemaphoreSlim _one = new(1);
    private readonly SemaphoreSlim _bell = new(0, 1);
    private TimeSpan? _ahead;
    private long? _revision;
    private int _given;
    private bool _isRefused;

    /// <summary>Whether this gateway shares a Redis with others at all.</summary>
    public bool HasOthers => board is not null;

    /// <summary>Tells the others what is in force here and waits, for a second at the most, until all obey. Never throws for what Redis does.</summary>
    public async Task<DrainAssent> SpreadAsync()
    {
        for (var start = time.GetTimestamp(); ; await Task.Delay(Haste, time))
        {
            var assent = await LookAsync(await SyncAsync(CancellationToken.None));
            if (!HasOthers || (assent.IsShared && assent.Words.All(word => word.Obeys)) || time.GetElapsedTime(start) >= LongestWait)
            {
                return assent;
            }
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _one.Dispose();
        _bell.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (board is not null && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await board.ListenAsync(Ring);
                var isShared = await SyncAsync(stoppingToken);
                await _bell.WaitAsync(isShared || _isRefused ? Interval : Haste, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                // The gateway stops.
            }
            catch (Exception unexpected)
            {
                logger.SharingFailed(unexpected);
                await Task.Delay(PauseAfterFault, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>What the gateways say that are there now.</summary>
    private async Task<DrainAssent> LookAsync(bool isShared)
    {
        await _one.WaitAsync();
        try
        {
            var reply = isShared ? await board!.ReadAsync(OwnWord(), _ahead, null, CancellationToken.None) : default;
            var others = (reply.Value?.Words ?? []).Where(word => word.Instance != instance.Value).OrderBy(word => word.Instance, StringComparer.Ordinal);
            return new DrainAssent(reply.IsDone && reply.Value is not null, [(OwnWord(), true), .. others.Select(word => (word, word.Revision >= _revision))]);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Makes one of what Redis and this gateway know. False: Redis is away.</summary>
    private async Task<bool> SyncAsync(CancellationToken cancellation)
    {
        if (board is not { IsThere: true })
        {
            return false;
        }

        await _one.WaitAsync(cancellation);
        try
        {
            for (var step = 0; step < MostSteps; step++)
            {
                if (await StepAsync(board, cancellation) is var isSettled and not false)
                {
                    return isSettled == true;
                }
            }

            return false;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Whether everybody knows everything and Redis that we do; null: it cannot be asked.</summary>
    private async Task<bool?> StepAsync(DrainBoard board, CancellationToken cancellation)
    {
        var given = drains.Given;
        var reply = await board.ReadAsync(OwnWord(), _ahead, given == _given ? _revision : null, cancellation);
        if (!Learn(reply.Outcome, reply.Failure) || reply.Value is not { } reading)
        {
            return null;
        }

        _ahead = reading.Ahead;
        if (reading.Orders is not { } theirs)
        {
            return true;
        }

        drains.Take(theirs);
        var untold = drains.Orders.Where(order => !theirs.Any(other => other.Target.Equals(order.Target, StringComparison.OrdinalIgnoreCase) && !order.IsAfter(other))).ToList();
        if (untold.Count == 0 && reading.Ended.Count == 0)
        {
            (_revision, _given) = (reading.Revision, given);
            return false;
        }

        var told = await board.TellAsync(reading, untold, cancellation);
        (_revision, _given) = told.Value is { } revision ? (revision, given) : (_revision, _given);
        return Learn(told.Outcome, told.Failure) ? false : null;
    }

    private DrainWord OwnWord() => new(instance.Value, _revision ?? 0, current.Value.Upstreams.Values.SelectMany(upstream => upstream.Destinations)
        .Where(destination => destination.Standing.State == HealthState.Drained)
        .ToDictionary(destination => $"{destination.Standing.Cluster}/{destination.Standing.Name}", destination => destination.State.ConcurrentRequestCount));

    /// <summary>Tells, once, what an operator would not see otherwise: Redis is there and does not take drains.</summary>
    private bool Learn(RedisOutcome outcome, Exception? failure)
    {
        if (outcome == RedisOutcome.Refused && !_isRefused)
        {
            logger.DrainsRefused(RedisText.Of(failure!, default));
        }

        _isRefused = outcome == RedisOutcome.Refused || (_isRefused && outcome != RedisOutcome.Done);
        return outcome == RedisOutcome.Done;
    }

    private void Ring()
    {
        try
        {
            _bell.Release();
        }
        catch (SemaphoreFullException)
        {
            // It rings already.
        }
        catch (ObjectDisposedException)
        {
            // The gateway has stopped.
        }
    }
}
