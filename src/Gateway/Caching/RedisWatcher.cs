using StackExchange.Redis;

namespace Gateway.Caching;

/// <summary>
/// Looks after Redis beside the requests: connects, follows the purges, and is the one whose trial decides that Redis is used again.
/// </summary>
internal sealed class RedisWatcher(
    RedisLink link, RedisConnector connector, RedisPurges shared, PurgeSweep sweep, RedisMetrics metrics, TimeProvider time, ILogger<RedisWatcher> logger)
    : BackgroundService
{
    private const int FailuresBeforeReconnect = 3;

    /// <summary>How often the purges are asked for; with what a question may take by default, within the second that a purge may need.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(400);

    private static readonly TimeSpan Haste = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan LeastFollowBudget = TimeSpan.FromMilliseconds(500);

    private volatile bool _isSuspect = true;
    private volatile bool _isRefused;
    private int _failures;

    // At least what a request may wait, and more than that by default: a busy moment of ours is no reason to stop trusting what Redis holds.
    private TimeSpan FollowBudget => link.Budget > LeastFollowBudget ? link.Budget : LeastFollowBudget;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var isWell = !link.MayTry() || await TryFollowAsync(stoppingToken);
            sweep.Step();
            try
            {
                await link.WaitAsync(isWell ? Interval : Haste, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                // The gateway stops.
            }
        }

        if (link.Disconnect() is { } connection)
        {
            await connection.DisposeAsync();
        }
    }

    private async Task<bool> TryFollowAsync(CancellationToken stopping)
    {
        try
        {
            var connection = await ConnectionAsync(stopping);
            var isNew = _isSuspect;
            _isSuspect = false;
            await shared.FollowAsync(connection.Database, isNew).WaitAsync(FollowBudget, time, stopping);
            metrics.Called(RedisOperation.Follow, RedisOutcome.Done);
            if (link.IsPaused)
            {
                // The trial: as fast as a request needs it.
                await connection.Database.PingAsync().WaitAsync(link.Budget, time, stopping);
            }

            _failures = 0;
            // What happened to the connection meanwhile is looked at in the next round, before Redis is trusted.
            if (!_isSuspect)
            {
                link.Followed();
            }

            return !_isSuspect;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return true;
        }
        catch (Exception failed)
        {
            metrics.Called(RedisOperation.Follow, failed is TimeoutException ? RedisOutcome.TimedOut : RedisOutcome.Failed);
            _isSuspect = true;
            _failures++;
            link.Lost(failed, isFinal: link.Connection is null);
            return false;
        }
    }

    private async Task<RedisConnection> ConnectionAsync(CancellationToken stopping)
    {
        if (link.Connection is { } current && _failures < FailuresBeforeReconnect && !link.IsWrongServer && !_isRefused)
        {
            return current;
        }

        if (link.Disconnect() is { } old)
        {
            await old.DisposeAsync();
        }

        _isRefused = false;
        _failures = 0;
        _isSuspect = true;
        var connection = await connector.ConnectAsync(stopping);
        Listen(connection.Multiplexer);
        link.Connected(connection);
        await SubscribeAsync(connection.Multiplexer, stopping);
        logger.Connected(string.Join(", ", connection.Multiplexer.GetEndPoints().Select(endpoint => endpoint.ToString())));
        return connection;
    }

    private async Task SubscribeAsync(ConnectionMultiplexer multiplexer, CancellationToken stopping)
    {
        try
        {
            await multiplexer.GetSubscriber().SubscribeAsync(shared.Channel, (_, message) => Hear(message)).WaitAsync(FollowBudget, time, stopping);
        }
        catch (Exception refused) when (refused is RedisException or TimeoutException)
        {
            // The channel makes purges faster; without it they are asked for.
            metrics.Changed("without-channel");
        }
    }

    private void Listen(ConnectionMultiplexer multiplexer)
    {
        multiplexer.ConnectionFailed += (_, failure) =>
        {
            _isRefused |= failure.FailureType == ConnectionFailureType.AuthenticationFailure;
            _isSuspect = true;
            link.Suspect();
        };
        multiplexer.ConnectionRestored += (_, _) =>
        {
            _isSuspect = true;
            link.Suspect();
        };
    }

    private void Hear(RedisValue message)
    {
        metrics.Purged("elsewhere");
        if (!shared.Hear(message.ToString()))
        {
            // Something before it was not heard.
            link.Suspect();
        }

        link.Wake();
    }
}
