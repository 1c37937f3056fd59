using System.Net;
using Gateway.Access.Certificates;
using Gateway.Edge.Listening;
using Gateway.Edge.Sending;
using Gateway.Limits;
using Gateway.Settings;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Edge;

/// <summary>A listener as it was bound at the start. It marks its connections (<see cref="EdgeConnection"/>), so that a request is known by where it came in.</summary>
/// <remarks>Never by the <c>Host</c> header, which anybody can write.</remarks>
internal sealed class Listener(string name, ListenerOptions atStart)
{
    private readonly ListenerAddress _wanted = ListenerAddress.Find(atStart.Url)!;
    private ListenOptions? _bound;

    public string Name { get; } = name;

    public bool IsOps { get; } = name.Equals(ListenerOptions.Ops, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether only this machine can reach it; behind a balancer others do.</summary>
    public bool IsLoopback => _wanted.IsLoopback && atStart.ProxyProtocol == ProxyProtocolMode.Off;

    /// <summary>Whether answers go to the socket from where they lie (<see cref="DirectOutput"/>).</summary>
    public bool IsDirect => !_wanted.IsHttps;

    /// <summary>Whether a client is somebody on this machine, where others cannot ask. A proxy on this machine may speak for anybody.</summary>
    public bool IsLocalFor(IPAddress? client) => IsLoopback && client is not null && IPAddress.IsLoopback(client);

    /// <summary>The address with the port that was taken, once the server has started.</summary>
    public Uri Address => _wanted.With(_bound?.IPEndPoint?.Port);

    /// <summary>What to put into GOPROXY, with this machine's name where it listens on all its addresses.</summary>
    public string GoProxy => _wanted.IsAny ? new UriBuilder(Address) { Host = Environment.MachineName }.Uri.GetLeftPart(UriPartial.Authority) : Address.GetLeftPart(UriPartial.Authority);

    /// <summary>What the settings ask of it now; what they asked at the start when they name it no longer, for it is bound until the next one.</summary>
    public ListenerOptions Options(GatewaySettings settings) => settings.Listeners.GetValueOrDefault(Name) ?? atStart;

    /// <param name="server">Whose listener it becomes.</param>
    /// <param name="certificate">The certificate it starts with; null for http.</param>
    public void Bind(KestrelServerOptions server, ServerCertificate? certificate) => server.Listen(_wanted.EndPoint, bound =>
    {
        _bound = bound;
        bound.Protocols = _wanted.IsHttps ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
        bound.Use(next => connection =>
        {
            connection.Features.Set(new EdgeConnection(this));
            return next(connection);
        });
        if (IsDirect)
        {
            bound.UseDirectOutput();
        }

        var services = server.ApplicationServices;
        var current = services.GetRequiredService<CurrentSnapshot>();
        if (atStart.ProxyProtocol == ProxyProtocolMode.Required)
        {
            var proxies = new ProxyProtocol(
                Name, atStart.HandshakeTimeout, current, services.GetRequiredService<EdgeMetrics>(), services.GetRequiredService<ILogger<ProxyProtocol>>());
            bound.Use(next => connection => proxies.InvokeAsync(next, connection));
        }

        bound.UseConnectionBounds(this);
        if (certificate is not null)
        {
            new ListenerTls(this, certificate, current, services.GetRequiredService<ClientHandshakes>()).Use(bound, atStart.HandshakeTimeout);
        }
    });

    /// <summary>Where a request came in.</summary>
    public static Listener Of(HttpContext context) => Visit.Of(context).Connection.Listener;
}
