using Gateway.Upstreams;

namespace Gateway.Caching;

/// <summary>What a flight came to: an answer that is whole, a zip that begins to arrive, or a refusal. Exactly one of them.</summary>
/// <param name="Kept">The answer that is whole.</param>
/// <param name="IsFound">Whether another flight had brought it.</param>
/// <param name="Growing">The head of the zip.</param>
/// <param name="Body">The body of the zip.</param>
/// <param name="Fetched">Who was asked; null when another flight had brought the answer.</param>
internal sealed record FlightResult(CachedResponse? Kept, bool IsFound, UpstreamAnswer? Growing, SharedBody? Body, FetchResult? Fetched)
{
    public static FlightResult Found(CachedResponse kept) => new(kept, true, null, null, null);

    public static FlightResult Of(CachedResponse kept, FetchResult fetched) => new(kept, false, null, null, fetched);

    public static FlightResult Of(UpstreamAnswer growing, SharedBody body, FetchResult fetched) => new(null, false, growing, body, fetched);

    public static FlightResult Refused(FetchResult fetched) => new(null, false, null, null, fetched);
}
