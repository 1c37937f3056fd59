using Gateway.Bench.Traces;

namespace Gateway.Bench.HitRatios;

/// <summary>What a cache spared on a trace, from an empty start to the end.</summary>
/// <param name="OfRequests">The share of requests that it answered.</param>
/// <param name="OfBytes">The share of bytes that it answered.</param>
/// <param name="OfWaiting">The share of waiting for upstream that it spared, where a fetch costs as much as so many bytes.</param>
internal readonly record struct HitRatio(double OfRequests, double OfBytes, double OfWaiting)
{
    // A round trip of 50 ms at 5 MB/s.
    private const long Fetch = 256 << 10;

    public static HitRatio Of(Trace trace, ICacheModel cache)
    {
        var (hits, bytes, hitBytes) = (0L, 0L, 0L);
        foreach (var item in trace.Requests)
        {
            var isHit = cache.Ask(item);
            hits += isHit ? 1 : 0;
            bytes += trace.Items[item].Size;
            hitBytes += isHit ? trace.Items[item].Size : 0;
        }

        var requests = trace.Requests.Length;
        var waiting = (double)(hitBytes + (hits * Fetch)) / (bytes + (requests * Fetch));
        return new HitRatio((double)hits / requests, (double)hitBytes / bytes, waiting);
    }
}
