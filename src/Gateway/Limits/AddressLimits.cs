using System.ComponentModel.DataAnnotations;

namespace Gateway.Limits;

/// <summary>What each address may ask before it is known who asks. Section <c>Limits:Address</c>.</summary>
internal sealed class AddressLimits
{
    /// <summary>Requests a second, with a second's worth at once. Default unbounded.</summary>
    [Range(1, 1_000_000)]
    public int? RequestsPerSecond { get; init; }

    /// <summary>Requests at once, to the last byte of their answers. Default unbounded.</summary>
    [Range(1, 1_000_000)]
    public int? RequestsAtOnce { get; init; }

    /// <summary>Whether anything is bounded.</summary>
    public bool IsAny => (RequestsPerSecond ?? RequestsAtOnce) is not null;
}
