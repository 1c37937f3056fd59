using System.ComponentModel.DataAnnotations;
using Gateway.Checksums;
using GoModules;

namespace Gateway.Upstreams;

/// <summary>One route: which requests it takes and the clusters they are sent to. An item of <c>Modules:Routes</c>.</summary>
internal sealed class RouteOptions
{
    /// <summary>The name in logs, traces and texts. No default.</summary>
    public string Name { get; init; } = "";

    /// <summary>Patterns, as in GOPRIVATE, of the modules the route takes; <c>*</c> takes all. No default.</summary>
    public IReadOnlyList<string> Modules { get; init; } = [];

    /// <summary>The clusters to ask, in order. No default.</summary>
    public IReadOnlyList<string> Clusters { get; init; } = [];

    /// <summary>
    /// Whether the clusters are asked as listed or the one first whose answers begin soonest. Default <c>Listed</c>. A verdict of a cluster
    /// that is not asked first is not waited for, so <c>Fastest</c> is for clusters that are alike.
    /// </summary>
    public ChainOrder Order { get; init; }

    /// <summary>Whether a cluster's "not found" is the answer or the next cluster is asked. Default <c>Final</c>.</summary>
    public Continuation NotFound { get; init; }

    /// <summary>Whether a cluster's 403 is the answer or the next cluster is asked; <c>Next</c> is refused for private modules. Default <c>Final</c>.</summary>
    public Continuation Forbidden { get; init; }

    /// <summary>
    /// Whether the last cluster knows every module, so that its "not found" counts although an earlier cluster was out of order.
    /// Default false.
    /// </summary>
    public bool LastIsAuthority { get; init; }

    /// <summary>Takes only requests of these kinds: <c>List</c>, <c>Latest</c>, <c>Info</c>, <c>Mod</c>, <c>Zip</c>. Default all.</summary>
    public IReadOnlyList<GoRequestKind> Kinds { get; init; } = [];

    /// <summary>Takes only requests for a version in this range, such as <c>&gt;=v1.2.0 &lt;v2.0.0</c>. Default all, also those without version.</summary>
    public string Versions { get; init; } = "";

    /// <summary>Takes only requests with one of these host names in <c>Host</c>. Default all.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Takes only requests from these networks, such as <c>10.0.0.0/8</c>. Default all.</summary>
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>
    /// What is done about go.mod files and zips that are not what the checksum database, or for private modules their first sight, says: <c>Report</c>
    /// keeps them out of the cache, <c>Enforce</c> also away from clients. Default <c>Report</c>.
    /// </summary>
    public ChecksumMode Checksums { get; init; }

    /// <summary>Clusters that a share of the modules is asked of first. Section <c>Canary</c>.</summary>
    public CanaryOptions Canary { get; init; } = new();

    /// <summary>The longest a body may take from its first byte to its last. Default 15 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan? TotalTimeout { get; init; }
}
