using System.Net;
using Gateway.Limits;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Edge;

/// <summary>A listener as it was bound at the start. It marks its connections, so that a request is known by where it came in.</summary>
/// <remarks>Never by the <c>Host</c> header, which anybody can write.</remarks>
internal sealed class Listener(string name, IPEndPoint wanted)
{
    private ListenOptions? _bound;

    public string Name { get; } = name;

    public bool IsOps { get; } = name.Equals(ListenerOptions.Ops, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether only this machine can reach it.</summary>
    public bool IsLoopback { get; } = IPAddress.IsLoopback(wanted.Address);

    /// <summary>The address with the port that was taken, once the server has started.</summary>
    public Uri Address => new($"http://{_bound?.IPEndPoint ?? wanted}/");

    public void Bind(KestrelServerOptions server) => server.Listen(wanted, bound =>
    {
        _bound = bound;
        bound.Protocols = HttpProtocols.Http1;
        bound.Use(next => connection =>
        {
            connection.Features.Set(this);
            return next(connection);
        });
        bound.UseConnectionBounds(this);
    });

    /// <summary>Where a request came in.</summary>
    public static Listener Of(HttpContext context) =>
        context.Features.Get<Listener>() ?? throw new InvalidOperationException("A connection came in past every listener.");
}
