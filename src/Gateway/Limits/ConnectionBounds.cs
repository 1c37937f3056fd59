using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Gateway.Limits;

/// <summary>Closes connections beyond a bound, in all and of one address, before anything is read of them.</summary>
internal sealed class ConnectionBounds(ConnectionLimits limits, LimitsMetrics metrics, TimeProvider time, ILogger<ConnectionBounds> logger)
{
    private static readonly TimeSpan TellAgain = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<UInt128, int> _ofAddress = new();
    private readonly Lock _telling = new();
    private int _all;
    private long? _toldAt;

    public async Task InvokeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var address = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        var network = ClientNetwork.Of(address);
        var all = Interlocked.Increment(ref _all);
        var ofAddress = limits.MostPerAddress is null ? 0 : _ofAddress.AddOrUpdate(network, 1, static (_, count) => count + 1);
        try
        {
            if (all > limits.Most)
            {
                Tell("total", $"there are {limits.Most} already (Limits:Connections:Most)");
            }
            else if (ofAddress > limits.MostPerAddress)
            {
                Tell("address", $"{ClientNetwork.Words(address)} has {limits.MostPerAddress} already (Limits:Connections:MostPerAddress)");
            }
            else
            {
                await next(connection);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _all);
            if (ofAddress > 0)
            {
                Forget(network);
            }
        }
    }

    private void Forget(UInt128 network)
    {
        if (_ofAddress.AddOrUpdate(network, 0, static (_, count) => count - 1) == 0)
        {
            _ofAddress.TryRemove(new(network, 0));
        }
    }

    private void Tell(string bound, string reason)
    {
        metrics.ConnectionRefused(bound);
        lock (_telling)
        {
            if (_toldAt is { } told && time.GetElapsedTime(told) < TellAgain)
            {
                return;
            }

            _toldAt = time.GetTimestamp();
        }

        logger.ConnectionsRefused(reason);
    }
}
