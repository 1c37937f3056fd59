using Gateway.Checksums;
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
    public string Key { get; } = KeyOf(IsPrivate, Chain, Request);

    /// <summary>Whether a cluster is told who asks: the answer is for him alone, and never kept.</summary>
    public bool IsPersonal => Chain.Identity is not null;

    /// <summary>What is done about what comes, when it is not what it should be. Only what never changes can be checked.</summary>
    public ChecksumMode Checksums => Request.Kind is GoRequestKind.Mod or GoRequestKind.Zip && (IsPrivate || Chain.ChecksumSource is not null) ? Chain.Checksums : ChecksumMode.Off;

    /// <summary>Whether it is given to nobody before it is checked.</summary>
    public bool IsEnforced => Checksums == ChecksumMode.Enforce;

    private static string KeyOf(bool isPrivate, Chain chain, GoRequest request)
    {
        var lane = chain.Lane == Lane.Canary ? "-canary" : "";
        var trust = isPrivate ? "private" : "public";
        return chain.Identity is { } identity ? $"{trust}{lane}|{chain.Name}|{identity.Key}|{request.Path}" : $"{trust}{lane}|{chain.Name}|{request.Path}";
    }
}
