using StackExchange.Redis;

namespace Gateway.Caching;

/// <summary>The way to Redis: who may ask it now, within which budget, and what an answer or its absence means.</summary>
internal sealed class RedisLink(RedisOptions options, RedisMetrics metrics, TimeProvider time, ILogger<RedisLink> logger) : IDisposable
{
    private const int FailuresBeforePause = 3;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(4);

    private readonly RedisBreaker _reads = new(FailuresBeforePause, ShortestPause, LongestPause, time);
    private readonly RedisBreaker _writes = new(FailuresBeforePause, ShortestPause, LongestPause, time);
    private readonly SemaphoreSlim _wake = new(0, 1);
    private volatile RedisConnection? _connection;
    private volatile bool _isFollowed;
    private volatile bool _isWrongServer;

    /// <summary>Whether requests ask Redis: it answers, and every purge it knows is known here.</summary>
    public bool IsUsed => _isFollowed && _reads.IsClosed && _connection is not null;

    /// <summary>Whether a trial has to succeed before requests ask again.</summary>
    public bool IsPaused => !_reads.IsClosed;

    /// <summary>The longest that a request waits.</summary>
    public TimeSpan Budget => options.Timeout;

    public RedisConnection? Connection => _connection;

    /// <summary>Whether what is connected will not take writes any more: another server does now.</summary>
    public bool IsWrongServer => _isWrongServer;

    /// <summary>Reads for a request.</summary>
    public async ValueTask<RedisReply<T>> ReadAsync<T>(RedisOperation operation, Func<IDatabase, Task<T>> ask, CancellationToken cancellation)
    {
        if (!IsUsed || _connection is not { } connection)
        {
            metrics.Called(operation, RedisOutcome.Skipped);
            return new(RedisOutcome.Skipped);
        }

        var reply = await RedisCall.AskAsync(connection, 0, options.Timeout, time, ask, cancellation);
        if (!reply.IsDone)
        {
            metrics.Called(operation, reply.Outcome);
        }

        // A key of another kind is one key that somebody spoilt; any other error is about the whole of Redis.
        if (reply.Outcome != RedisOutcome.Refused || !IsAboutOneKey(reply.Failure))
        {
            Learn(reply.Outcome, reply.Failure);
        }

        return reply;
    }

    /// <summary>Writes for a request. Redis may refuse all writes, being full or a replica, and be good to read.</summary>
    public async ValueTask<RedisReply<T>> WriteAsync<T>(RedisOperation operation, long bytes, Func<IDatabase, Task<T>> ask, CancellationToken cancellation)
    {
        // A Redis that is full still removes, and says nothing by it of what it takes.
        var takesSpace = operation is RedisOperation.Set or RedisOperation.Lease;
        // A lease is given back whatever purges are unknown here: others wait for it.
        var mayAsk = operation == RedisOperation.Release ? _reads.IsClosed : IsUsed;
        if (!mayAsk || _connection is not { } connection || (takesSpace && !_writes.TryEnter()))
        {
            metrics.Called(operation, RedisOutcome.Skipped);
            return new(RedisOutcome.Skipped);
        }

        var reply = await RedisCall.AskAsync(connection, bytes, options.Timeout, time, ask, cancellation);
        metrics.Called(operation, reply.Outcome);
        if (reply.Outcome == RedisOutcome.Refused)
        {
            Refused(reply.Failure!);
            return reply;
        }

        Learn(reply.Outcome, reply.Failure);
        if (takesSpace && reply.IsDone && _writes.Succeeded())
        {
            metrics.Changed("writable");
            logger.WritesTaken();
        }

        return reply;
    }

    /// <summary>Something happened to the connection: purges may have been missed, so nothing is read before they are.</summary>
    public void Suspect()
    {
        _isFollowed = false;
        Wake();
    }

    /// <summary>Whether whoever looks after the connection may ask now; in a pause the first who comes when it is over.</summary>
    public bool MayTry() => _reads.TryEnter();

    public void Connected(RedisConnection connection)
    {
        _isWrongServer = false;
        _connection = connection;
    }

    /// <summary>Redis answers and every purge it knows is known here.</summary>
    public void Followed()
    {
        _isFollowed = true;
        if (!_reads.IsClosed && _reads.Succeeded())
        {
            metrics.Changed("used");
            logger.Resumed();
        }
    }

    /// <summary>The look at the purges failed: nothing is read until one succeeds.</summary>
    /// <param name="cause">Why.</param>
    /// <param name="isFinal">Whether there is no doubt that Redis is away.</param>
    public void Lost(Exception cause, bool isFinal)
    {
        _isFollowed = false;
        _reads.TrialFailed();
        Failed(cause, isFinal);
    }

    /// <summary>Takes the connection away; the caller disposes of it.</summary>
    public RedisConnection? Disconnect()
    {
        var connection = _connection;
        _isFollowed = false;
        _connection = null;
        return connection;
    }

    /// <summary>Lets whoever looks after the connection look now.</summary>
    public void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else has called already.
        }
    }

    public void Dispose() => _wake.Dispose();

    public Task WaitAsync(TimeSpan longest, CancellationToken cancellation) => _wake.WaitAsync(longest, cancellation);

    private static bool IsAboutOneKey(Exception? failure) => failure?.Message.StartsWith("WRONGTYPE", StringComparison.Ordinal) == true;

    private void Learn(RedisOutcome outcome, Exception? failure)
    {
        switch (outcome)
        {
            case RedisOutcome.Done:
                _reads.Answered();
                break;
            case RedisOutcome.Refused:
                Failed(failure!, isFinal: true);
                break;
            case RedisOutcome.TimedOut or RedisOutcome.Failed:
                Failed(failure!, isFinal: false);
                break;
        }
    }

    private void Refused(Exception refusal)
    {
        _isWrongServer |= refusal.Message.StartsWith("READONLY", StringComparison.Ordinal);
        if (_writes.Failed())
        {
            metrics.Changed("read-only");
            logger.WritesRefused(refusal.Message);
            Wake();
        }
    }

    private void Failed(Exception cause, bool isFinal)
    {
        if (_reads.Failed(isFinal))
        {
            metrics.Changed("paused");
            logger.Paused(RedisText.Of(cause, options.Timeout));
            Wake();
        }
    }
}
