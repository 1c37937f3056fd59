using System.Net;
using Gateway.Settings;
using Microsoft.AspNetCore.Connections;

namespace Gateway.Edge.Listening;

/// <summary>Takes the client's address from the header that a balancer puts before a connection's first byte, and that off the connection.</summary>
/// <remarks>Comes before TLS. What follows sees the client's address as the connection's own.</remarks>
internal sealed class ProxyProtocol(string listener, TimeSpan timeout, CurrentSnapshot current, EdgeMetrics metrics, ILogger<ProxyProtocol> logger)
{
    public async Task InvokeAsync(ConnectionDelegate next, ConnectionContext connection)
    {
        if (connection.RemoteEndPoint is not IPEndPoint peer || !current.Value.TrustedProxies.Contains(peer.Address))
        {
            Refuse(connection, "stranger");
        }
        else if (await ReadAsync(connection))
        {
            await next(connection);
        }
    }

    /// <summary>Whether there was a header; the connection is to be closed otherwise.</summary>
    private async Task<bool> ReadAsync(ConnectionContext connection)
    {
        using var late = Deadline.Of(connection, timeout);
        var input = connection.Transport.Input;
        try
        {
            while (true)
            {
                var read = await input.ReadAsync(late.Token);
                var header = ProxyHeader.Read(read.Buffer);
                if (header.State == ProxyHeaderState.Whole)
                {
                    input.AdvanceTo(read.Buffer.GetPosition(header.Length));
                    Take(connection, header);
                    return true;
                }

                var isEmpty = read.Buffer.IsEmpty;
                input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                if (header.State != ProxyHeaderState.Incomplete || read.IsCompleted)
                {
                    // Balancers look whether a port is open, and go.
                    if (!isEmpty)
                    {
                        Refuse(connection, header.State switch { ProxyHeaderState.TooLong => "too-long", ProxyHeaderState.Malformed => "malformed", _ => "truncated" });
                    }

                    return false;
                }
            }
        }
        catch (OperationCanceledException)
        {
            if (!Deadline.Stopping(connection).IsCancellationRequested)
            {
                Refuse(connection, "too-late");
            }
        }
        catch (Exception gone) when (gone is ConnectionResetException or ConnectionAbortedException)
        {
            // Nobody is left to be refused.
        }

        return false;
    }

    private static void Take(ConnectionContext connection, ProxyHeader header)
    {
        if (header.Client is { } client)
        {
            connection.RemoteEndPoint = client;
        }
        else
        {
            connection.Features.Set(ProxysOwn.Mark);
        }
    }

    private void Refuse(ConnectionContext connection, string reason)
    {
        metrics.ProxyHeaderRefused(listener, reason);
        logger.ProxyHeaderRefused(listener, connection.RemoteEndPoint, reason);
    }
}
