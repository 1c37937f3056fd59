using StackExchange.Redis;

namespace Gateway.Caching;

/// <summary>One question within a budget. The client library has no time-outs of its own for what is awaited.</summary>
internal static class RedisCall
{
    /// <summary>Asks. Only a caller who gives up gets an exception.</summary>
    /// <param name="connection">Whom to ask.</param>
    /// <param name="bytes">What the question sends, about.</param>
    /// <param name="budget">The longest wait.</param>
    /// <param name="time">Measures it.</param>
    /// <param name="ask">The question.</param>
    /// <param name="cancellation">The caller's own patience.</param>
    public static async ValueTask<RedisReply<T>> AskAsync<T>(
        RedisConnection connection, long bytes, TimeSpan budget, TimeProvider time, Func<IDatabase, Task<T>> ask, CancellationToken cancellation)
    {
        if (!connection.TryTake(bytes))
        {
            return new(RedisOutcome.Skipped);
        }

        Task<T>? asked = null;
        try
        {
            asked = ask(connection.Database);
            return new(RedisOutcome.Done, await asked.WaitAsync(budget, time, cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (TimeoutException late)
        {
            return new(RedisOutcome.TimedOut, Failure: late);
        }
        catch (RedisServerException refused)
        {
            return new(RedisOutcome.Refused, Failure: refused);
        }
        catch (Exception failed)
        {
            // The library throws a good dozen kinds; to us they are one.
            return new(RedisOutcome.Failed, Failure: failed);
        }
        finally
        {
            _ = ReturnAsync(asked, connection, bytes);
        }
    }

    // A question that was given up is still under way, and its end has to be seen by somebody.
    private static async Task ReturnAsync(Task? asked, RedisConnection connection, long bytes)
    {
        try
        {
            await (asked ?? Task.CompletedTask);
        }
        catch (Exception)
        {
            // Its caller was told.
        }
        finally
        {
            connection.Return(bytes);
        }
    }
}
