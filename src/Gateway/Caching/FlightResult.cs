using Gateway.Upstreams;

namespace Gateway.Caching;

/// <summary>What a flight came to: an answer that is whole, a zip that begins to arrive, or a refusal. Exactly one of them.</summary>
internal sealed record FlightResult(CachedResponse? Kept, UpstreamAnswer? Growing, SharedBody? Body, FetchResult Fetched)
{
    public static FlightResult Of(CachedResponse kept, FetchResult fetched) => new(kept, null, null, fetched);

    public static FlightResult Of(UpstreamAnswer growing, SharedBody body, FetchResult fetched) => new(null, growing, body, fetched);

    public static FlightResult Refused(FetchResult fetched) => new(null, null, null, fetched);
}
