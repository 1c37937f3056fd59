using System.Net.Http.Headers;

namespace Gateway.Exchanging;

/// <summary>What came of an exchange: the credentials for the cluster, or why there are none. No record: its text must never end up in a log.</summary>
internal sealed class ExchangeReply
{
    /// <summary>What the cluster is shown; null with a fault.</summary>
    public AuthenticationHeaderValue? Authorization { get; init; }

    /// <summary>Why there is nothing to show; null when there is.</summary>
    public ExchangeFault? Fault { get; init; }

    /// <summary>Until when it holds.</summary>
    public required DateTimeOffset Until { get; init; }
}
