using GoModules;

namespace Gateway.Upstreams;

/// <summary>What follows from the product that answers at a cluster: quirks, redirects and how long it may think.</summary>
internal sealed record UpstreamPreset
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static readonly Dictionary<UpstreamKind, UpstreamPreset> Presets = new()
    {
        [UpstreamKind.Generic] = new(),
        [UpstreamKind.Nexus] = new() { HealthRoot = "/repository/", HealthPath = "service/rest/v1/status" },
        // Athens and the public mirrors fetch what they do not have from its origin, while the client waits.
        [UpstreamKind.Athens] = new() { Patience = Minute / 2, LastPatience = 5 * Minute, HealthPath = "healthz" },
        [UpstreamKind.Artifactory] = new() { HealthRoot = "/api/", HealthPath = "api/system/ping" },
        // goproxy tells its own time-outs as 404 and forbids to keep them.
        [UpstreamKind.GoProxy] = new() { Patience = Minute / 2, LastPatience = 3 * Minute, UncachedNotFoundIsOutage = true },
        [UpstreamKind.ProxyGolangOrg] = new() { Patience = Minute / 2, LastPatience = 3 * Minute, RedirectHosts = ["storage.googleapis.com"] },
        // The first lookup of a new version makes the database fetch the module.
        [UpstreamKind.ChecksumDatabase] = new() { Patience = Minute / 2, LastPatience = 3 * Minute, IsChecksumDatabase = true },
        [UpstreamKind.Files] = new() { HasLatest = false, ForbiddenIsNotFound = true },
    };

    /// <summary>First-byte time-out of artifacts that the product may have to fetch first; null where <c>Failover</c>'s holds.</summary>
    public TimeSpan? Patience { get; private init; }

    /// <summary>The same at the end of a chain.</summary>
    public TimeSpan? LastPatience { get; private init; }

    /// <summary>Hosts to which its redirects lead.</summary>
    public IReadOnlyList<string> RedirectHosts { get; private init; } = [];

    /// <summary>Whether a 404 that must not be kept is an outage in disguise.</summary>
    public bool UncachedNotFoundIsOutage { get; private init; }

    /// <summary>Whether it serves <c>@latest</c>.</summary>
    public bool HasLatest { get; private init; } = true;

    /// <summary>Whether a 403 says that the file is not there, as of a bucket whose list nobody may read.</summary>
    public bool ForbiddenIsNotFound { get; private init; }

    /// <summary>The page that says whether it is well, below its address, or below what comes before <see cref="HealthRoot"/> there; null when it has none.</summary>
    public string? HealthPath { get; private init; }

    /// <summary>The part of its address behind which repositories are and before which the product is.</summary>
    public string? HealthRoot { get; private init; }

    /// <summary>Whether it serves records and tiles at its root and not below <c>/sumdb/NAME/</c>.</summary>
    public bool IsChecksumDatabase { get; private init; }

    public static UpstreamPreset Of(UpstreamKind kind) => Presets[kind];

    /// <summary>Whether the product may have to fetch what is asked before it can answer; lists are answered from what it has.</summary>
    public static bool IsFetchedOnDemand(GoRequestKind kind) =>
        kind is GoRequestKind.Info or GoRequestKind.Mod or GoRequestKind.Zip or GoRequestKind.ChecksumLookup;
}
