using System.ComponentModel.DataAnnotations;
using GoModules;

namespace Gateway.Mirroring;

/// <summary>A cluster that gets copies of module requests. An entry of <c>Mirroring</c>, by its name. Takes effect at the next start.</summary>
internal sealed class MirrorOptions
{
    /// <summary>The cluster of <c>ReverseProxy:Clusters</c> that gets the copies; its addresses, credentials and <c>Trust</c> are followed at once. No default.</summary>
    public string Cluster { get; init; } = "";

    /// <summary>The share of requests that is copied, told from the request's id. Default 1.</summary>
    [Range(0.0, 1.0)]
    public double Sample { get; init; } = 1;

    /// <summary>When a request is copied, and so whether the copy says what became of it. Default <c>Outcome</c>.</summary>
    public MirrorMoment When { get; init; }

    /// <summary>Patterns, as in GOPRIVATE, of the modules whose requests are copied. Default all.</summary>
    public IReadOnlyList<string> Modules { get; init; } = [];

    /// <summary>Copies only requests of these kinds: <c>List</c>, <c>Latest</c>, <c>Info</c>, <c>Mod</c>, <c>Zip</c>. Default all of them.</summary>
    public IReadOnlyList<GoRequestKind> Kinds { get; init; } = [];

    /// <summary>Whether what the cluster answers is compared with what was served. Default false.</summary>
    public bool Compare { get; init; }

    /// <summary>The largest answer that is compared by its content, packed or unpacked, in MiB; held at most once a request under way. Default 16.</summary>
    [Range(1, 512)]
    public int LargestComparedMegabytes { get; init; } = 16;

    /// <summary>How many copies wait; further ones are dropped. Default 1024.</summary>
    [Range(1, 100_000)]
    public int QueueLength { get; init; } = 1024;

    /// <summary>How many copies are under way at once, and connections. Default 4.</summary>
    [Range(1, 256)]
    public int RequestsAtOnce { get; init; } = 4;

    /// <summary>The longest that one copy takes. Default 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:05:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the copies that wait are still sent when the gateway stops. Default 2 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(2);
}
