using System.ComponentModel.DataAnnotations;

namespace Gateway.Limits;

/// <summary>What each caller may have. Section <c>Limits:Caller</c>.</summary>
internal sealed class CallerLimits
{
    /// <summary>Requests a second, with a second's worth at once. Default unbounded.</summary>
    [Range(1, 1_000_000)]
    public int? RequestsPerSecond { get; init; }

    /// <summary>Requests at once, to the last byte of their answers. Default unbounded.</summary>
    [Range(1, 1_000_000)]
    public int? RequestsAtOnce { get; init; }

    /// <summary>
    /// KiB a second of the bodies of answers and uploads, all requests of the caller together. Default unbounded. Not less than 128: who is slower
    /// than that in a zip that others read too may be cut off.
    /// </summary>
    [Range(128, 100_000_000)]
    public int? KilobytesPerSecond { get; init; }

    /// <summary>Whether anything is bounded.</summary>
    public bool IsAny => (RequestsPerSecond ?? RequestsAtOnce ?? KilobytesPerSecond) is not null;
}
