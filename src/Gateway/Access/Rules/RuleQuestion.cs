using System.Net;
using Gateway.Edge;
using GoModules;

namespace Gateway.Access.Rules;

/// <summary>What rules are asked: who wants to do what with what. Of a Go request only what was parsed, never the client's spelling.</summary>
/// <param name="Caller">Who asks.</param>
/// <param name="Listener">Where the request came in.</param>
/// <param name="Host">The host that was asked for, with the port that the client wrote.</param>
/// <param name="Address">The client's address; null where it is not known.</param>
/// <param name="Route">The route that takes the request; empty when none does.</param>
/// <param name="Action">What is to be done.</param>
internal readonly record struct RuleQuestion(Caller Caller, Listener Listener, HostString Host, IPAddress? Address, string Route, RuleAction Action)
{
    /// <summary>The Go request; null for everything else.</summary>
    public GoRequest? Request { get; private init; }

    /// <summary>The path of what is no Go request, decoded, from a slash on; empty for Go requests.</summary>
    public string Path { get; private init; } = "";

    /// <summary>Whether the module is private.</summary>
    public bool IsPrivate { get; private init; }

    /// <summary>Whether somebody on this machine asks on a listener that others cannot reach.</summary>
    public bool IsLocal => Listener.IsLocalFor(Address);

    /// <summary>May a Go request be answered?</summary>
    public static RuleQuestion Of(HttpContext context, GoRequest request, string route, bool isPrivate) =>
        Of(context, route, RuleAction.Read) with { Request = request, IsPrivate = isPrivate };

    /// <summary>May a request be let through that is no Go request?</summary>
    public static RuleQuestion Of(HttpContext context, string path, string route, RuleAction action) => Of(context, route, action) with { Path = path };

    private static RuleQuestion Of(HttpContext context, string route, RuleAction action)
    {
        var visit = Visit.Of(context);
        return new(visit.Caller, visit.Connection.Listener, context.Request.Host, Unmapped(context.Connection.RemoteIpAddress), route, action);
    }

    // A dual-stack socket shows IPv4 clients as ::ffff:10.0.0.1.
    private static IPAddress? Unmapped(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
}
