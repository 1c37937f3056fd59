using Gateway.Settings;
using Gateway.Upstreams;
using GoModules;

namespace Gateway.Caching;

/// <summary>What is asked for, of whom, and for whom.</summary>
/// <param name="Request">The request as it was parsed.</param>
/// <param name="Chain">The clusters to ask.</param>
/// <param name="IsPrivate">Whether the module is private.</param>
/// <param name="Settings">The settings in force when the request came in.</param>
/// <param name="Asker">Who asks.</param>
internal sealed record Fetch(GoRequest Request, Chain Chain, bool IsPrivate, GatewaySettings Settings, Asker Asker)
{
    /// <summary>The beginning that the client has; null when it wants the whole.</summary>
    public ZipBeginning? Known { get; init; }

    /// <summary>
    /// The name it is kept under. Answers of one route, or of clusters on trial, are never given out on another, and what was fetched while a module was
    /// public is never taken for its private self: settings may change while answers are kept.
    /// </summary>
    public string Key { get; } = $"{(IsPrivate ? "private" : "public")}{(Chain.Lane == Lane.Canary ? "-canary" : "")}|{Chain.Name}|{Request.Path}";
}
