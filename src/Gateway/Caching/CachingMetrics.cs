using System.Diagnostics.Metrics;

namespace Gateway.Caching;

/// <summary>The instruments of the cache. Every tag value is out of a closed set.</summary>
internal sealed class CachingMetrics
{
    private readonly Counter<long> _requests;
    private readonly Histogram<double> _stale;

    public CachingMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Gateway.Caching");
        _requests = meter.CreateCounter<long>("gateway.cache.requests", description: "Requests that asked the cache, by how the answer was come by.");
        _stale = meter.CreateHistogram<double>("gateway.cache.stale", "s", "How long an answer that was served was no longer believed.");
    }

    public void Asked(CacheOutcome outcome) => _requests.Add(1, new KeyValuePair<string, object?>("outcome", Word(outcome)));

    public void ServedStale(TimeSpan age) => _stale.Record(age.TotalSeconds);

    public static string Word(CacheOutcome outcome) => outcome switch
    {
        CacheOutcome.Hit => "hit",
        CacheOutcome.Revalidating => "revalidating",
        CacheOutcome.StaleIfError => "stale-if-error",
        CacheOutcome.Joined => "joined",
        _ => "miss",
    };
}
