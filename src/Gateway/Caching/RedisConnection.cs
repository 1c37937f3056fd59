using StackExchange.Redis;

namespace Gateway.Caching;

/// <summary>One connection, and what is under way on it. It is given up as a whole, with what never came back.</summary>
internal sealed class RedisConnection(ConnectionMultiplexer multiplexer) : IAsyncDisposable
{
    private const int MostCalls = 4096;
    private const long MostBytes = 64L << 20;

    private int _calls;
    private long _bytes;

    public ConnectionMultiplexer Multiplexer => multiplexer;

    public IDatabase Database { get; } = multiplexer.GetDatabase();

    /// <summary>Takes a place for a question that sends about this many bytes. A question that its caller gave up still has its place.</summary>
    public bool TryTake(long bytes)
    {
        var calls = Interlocked.Increment(ref _calls);
        if (Interlocked.Add(ref _bytes, bytes) <= MostBytes && calls <= MostCalls)
        {
            return true;
        }

        Return(bytes);
        return false;
    }

    public void Return(long bytes)
    {
        Interlocked.Decrement(ref _calls);
        Interlocked.Add(ref _bytes, -bytes);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await multiplexer.CloseAsync(allowCommandsToComplete: false);
        }
        finally
        {
            multiplexer.Dispose();
        }
    }
}
