using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Gateway.Edge.Listening;

/// <summary>How long a new connection is waited for, which ends at once when the gateway is told to stop.</summary>
internal static class Deadline
{
    public static CancellationTokenSource Of(ConnectionContext connection, TimeSpan timeout)
    {
        var deadline = CancellationTokenSource.CreateLinkedTokenSource(Stopping(connection));
        deadline.CancelAfter(timeout);
        return deadline;
    }

    /// <summary>Cancelled when the connection is asked to end, as all are at the end of the process.</summary>
    public static CancellationToken Stopping(ConnectionContext connection) =>
        connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
}
