using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Edge.Sending;

/// <summary>Puts a <see cref="SocketWriter"/> in place of the server's pipe and the loop that empties it.</summary>
internal static class DirectOutput
{
    /// <summary>Only for HTTP/1.1 without TLS: what is encrypted is copied anyway, and over TLS more than one may write.</summary>
    public static void UseDirectOutput(this ListenOptions bound) => bound.Use(next => connection => InvokeAsync(connection, next));

    private static async Task InvokeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var transport = connection.Transport;
        var socket = connection.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket;
        var pool = connection.Features.GetRequiredFeature<IMemoryPoolFeature>().MemoryPool;
        var output = new SocketWriter(socket, transport.Output, pool, connection.Abort);
        connection.Transport = new Direct(transport.Input, output);
        try
        {
            await next(connection);
        }
        finally
        {
            await output.CompleteAsync();
        }
    }

    private sealed record Direct(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
