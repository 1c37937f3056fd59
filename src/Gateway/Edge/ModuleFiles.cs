using Gateway.Access;
using Gateway.Access.Tokens;
using Gateway.Caching;
using Gateway.Settings;
using Gateway.Telemetry;
using Gateway.Upstreams;
using GoModules;
using Microsoft.Extensions.Primitives;

namespace Gateway.Edge;

/// <summary>Finds the way to any file for one client: to the one that was asked for, and to others that have to be looked at before it is given out.</summary>
internal readonly struct ModuleFiles(HttpContext context, Snapshot snapshot)
{
    // Taken at once: others may be looked for side by side.
    private readonly HostString _host = context.Request.Host;
    private readonly Asker _asker = new(context.Connection.RemoteIpAddress, context.Connection.LocalIpAddress, TraceCaller.TraceOf(context, snapshot.Settings));

    private readonly Caller _caller = Caller.Of(context);
    private readonly StringValues _shown = context.Request.Headers.Authorization;
    private readonly string _requestId = RequestId.Of(context);

    /// <summary>The settings that it goes by.</summary>
    public Snapshot Snapshot => snapshot;

    /// <summary>Whether a request is only supposed: nobody is asked for it, and what is not known here stays unknown.</summary>
    public bool AsksNobody { get; init; }

    /// <summary>Where a request goes.</summary>
    public Direction Direct(GoRequest request) => Directions.Find(request, snapshot.Routes, _host, _asker.Remote);

    /// <summary>What to fetch for a request that goes somewhere.</summary>
    /// <param name="request">The request.</param>
    /// <param name="direction">Where it goes.</param>
    /// <param name="known">The beginning that the client has.</param>
    public Fetch Fetch(GoRequest request, Direction direction, ZipBeginning? known = null) =>
        new(request, For(direction.Chain!), direction.IsPrivate, snapshot.Settings, _asker) { Known = known };

    /// <summary>What to fetch for another file of a module, such as <c>@v/v1.0.0.info</c>; null when no route takes it.</summary>
    public Fetch? FindBeside(GoRequest request, string file) =>
        GoRequest.Parse($"/{request.Path.AsSpan(0, request.Path.IndexOf('@'))}{file}") is { } other && Direct(other) is { Chain: not null } direction
            ? Fetch(other, direction)
            : null;

    /// <summary>The chain, which tells its clusters who asks where the settings want that.</summary>
    private Chain For(Chain chain) => chain.ForwardsIdentity ? chain.For(new ForwardedIdentity(_caller, PassableToken.Find(_caller, _shown), _requestId)) : chain;
}
