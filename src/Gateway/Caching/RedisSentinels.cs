using System.Net;
using StackExchange.Redis;

namespace Gateway.Caching;

/// <summary>Asks the sentinels which server is the master now; the client library does not.</summary>
/// <param name="dial">Connects to one of them.</param>
internal sealed class RedisSentinels(Func<ConfigurationOptions, CancellationToken, Task<ConnectionMultiplexer>> dial)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <exception cref="IOException">None of them knows.</exception>
    public async Task<EndPoint> FindMasterAsync(ConfigurationOptions configuration, string service, CancellationToken cancellation)
    {
        Exception? last = null;
        foreach (var sentinel in configuration.EndPoints.ToArray())
        {
            try
            {
                return await AskAsync(Alone(configuration, sentinel), sentinel, service, cancellation);
            }
            catch (Exception failed) when (failed is RedisException or TimeoutException or IOException)
            {
                last = failed;
            }
        }

        throw new IOException($"No sentinel names the master of {service}: {last?.Message.ReplaceLineEndings(" ")}");
    }

    private static ConfigurationOptions Alone(ConfigurationOptions configuration, EndPoint sentinel)
    {
        var alone = configuration.Clone();
        alone.EndPoints.Clear();
        alone.EndPoints.Add(sentinel);
        alone.ServiceName = null;
        alone.CommandMap = CommandMap.Sentinel;
        alone.DefaultDatabase = null;
        return alone;
    }

    private async Task<EndPoint> AskAsync(ConfigurationOptions alone, EndPoint sentinel, string service, CancellationToken cancellation)
    {
        await using var connection = new RedisConnection(await dial(alone, cancellation));
        var master = await connection.Multiplexer.GetServer(sentinel).SentinelGetMasterAddressByNameAsync(service).WaitAsync(Patience, cancellation);
        return master ?? throw new IOException($"{sentinel} knows no master of the name {service}.");
    }

}
