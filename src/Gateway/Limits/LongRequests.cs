using System.Collections.Concurrent;
using Gateway.Edge;
using Gateway.Settings;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Limits;

/// <summary>Cuts off requests that take too long, be it their client's fault or a cluster's.</summary>
/// <remarks>One look a second at what is under way costs a request less than a timer of its own.</remarks>
internal sealed class LongRequests(CurrentSnapshot current, LimitsMetrics metrics, TimeProvider time, ILogger<LongRequests> logger) : PeriodicWorker(TimeSpan.FromSeconds(1), time)
{
    private readonly ConcurrentDictionary<RequestsUnderWay, bool> _connections = new();

    /// <summary>Watches a connection as long as it is open.</summary>
    public async Task InvokeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var underWay = connection.Features.GetRequiredFeature<EdgeConnection>().UnderWay;
        _connections[underWay] = true;
        try
        {
            await next(connection);
        }
        finally
        {
            _connections.TryRemove(underWay, out _);
        }
    }

    /// <summary>Looks once at everything that is under way.</summary>
    public override void Look()
    {
        var longest = current.Value.Settings.Limits.LongestRequest;
        var bound = Time.GetTimestamp() - (long)(longest.TotalSeconds * Time.TimestampFrequency);
        foreach (var (underWay, _) in _connections)
        {
            underWay.Abort(bound, Tell);
        }
    }

    private void Tell(HttpContext context)
    {
        metrics.CutOff();
        logger.CutOff(context.Request.Method, context.Request.Path);
    }
}
