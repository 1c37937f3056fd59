using System.ComponentModel.DataAnnotations;

namespace Gateway.Upstreams;

/// <summary>How often a cluster is asked, by each gateway. Section <c>Upstreams:NAME:Rate</c>.</summary>
internal sealed record RateOptions
{
    /// <summary>Requests a second, probes included. Default unbounded.</summary>
    [Range(1, 1_000_000)]
    public int? RequestsPerSecond { get; init; }

    /// <summary>Requests at once, to the last byte of their answers. Default unbounded.</summary>
    [Range(1, 1_000_000)]
    public int? RequestsAtOnce { get; init; }

    /// <summary>Requests that wait for their turn; further ones go on to the next cluster at once. Default 1000.</summary>
    [Range(0, 1_000_000)]
    public int Queue { get; init; } = 1000;
}
